/** Keeps the queues and their messages in one SQLite file, so that they outlive the process. */
import type { SqsMessage, SqsQueue, SqsStore } from './fauxqs.ts';
import { GatheredChanges } from './gathered-changes.ts';

/** The changes that fauxqs reports to its persistence while it serves SQS. */
type QueuePersistence = Pick<
  NonNullable<SqsStore['persistence']>,
  | 'insertQueue'
  | 'deleteQueue'
  | 'updateQueueAttributes'
  | 'updateQueueSequenceCounter'
  | 'insertMessage'
  | 'deleteMessage'
  | 'updateMessageInflight'
  | 'updateMessageReady'
  | 'deleteQueueMessages'
>;

// NORMAL: a commit goes to the operating system and does not wait for the disk. This is safe when a process is killed,
// and several times faster.
const databaseSchema = `
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = NORMAL;
  PRAGMA foreign_keys = ON;
  CREATE TABLE IF NOT EXISTS queues (name TEXT PRIMARY KEY, arn TEXT NOT NULL, state TEXT NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS messages (
    position INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    queue TEXT NOT NULL REFERENCES queues (name) ON DELETE CASCADE,
    content TEXT NOT NULL,
    receipt_handle TEXT,
    visible_at INTEGER,
    receive_count INTEGER NOT NULL,
    first_received_at INTEGER
  ) STRICT;
  CREATE INDEX IF NOT EXISTS messages_by_queue ON messages (queue);
`;

/**
 * Replaces fauxqs' own journal. That one fails when a visibility timeout is set to 0 (and the message is lost), and it
 * moves a message to its dead-letter queue in two steps: a kill between them loses the message.
 *
 * Changes gather in one transaction. The endpoint commits before it sends the answer that reports them. So a killed
 * process loses nothing that it has acknowledged, and never keeps half of a change.
 */
export class QueueJournal implements QueuePersistence {
  readonly #changes: GatheredChanges;
  #store: SqsStore | undefined;

  constructor(file: string) {
    this.#changes = new GatheredChanges(file, databaseSchema, () => this.#changeEverything());
  }

  /** Fills an empty `store` from the file, and records its changes from now on. */
  restore(store: SqsStore, queueUrl: (name: string) => string): void {
    for (const row of this.#changes.rows('SELECT name, arn, state FROM queues')) {
      const { attributes, tags, ...counters } = JSON.parse(String(row['state']));
      const name = String(row['name']);
      const queue = store.createQueue(name, queueUrl(name), String(row['arn']), attributes, tags);
      Object.assign(queue, counters);
      this.#restoreMessages(queue);
      Object.assign(queue, { persistence: this });
    }
    this.#store = store;
    Object.assign(store, { persistence: this });
  }

  #restoreMessages(queue: SqsQueue): void {
    const rows = this.#changes.rows('SELECT * FROM messages WHERE queue = ? ORDER BY position', queue.name);
    for (const row of rows) {
      const message: SqsMessage = JSON.parse(String(row['content']));
      message.approximateReceiveCount = Number(row['receive_count']);
      if (row['first_received_at'] !== null)
        message.approximateFirstReceiveTimestamp = Number(row['first_received_at']);
      if (row['receipt_handle'] === null) {
        queue.enqueue(message);
        continue;
      }
      const receiptHandle = String(row['receipt_handle']);
      const visibilityDeadline = Number(row['visible_at']);
      queue.inflightMessages.set(receiptHandle, { message, receiptHandle, visibilityDeadline });
      if (queue.isFifo() && message.messageGroupId !== undefined) {
        const locks = queue.fifoLockedGroups.get(message.messageGroupId) ?? 0;
        queue.fifoLockedGroups.set(message.messageGroupId, locks + 1);
      }
    }
  }

  /**
   * Stores all changes since the last commit, also those of other calls in progress.
   *
   * @throws StorageFailure if the disk does not take them. A later commit stores them
   */
  commit(): void {
    this.#changes.commit();
  }

  close(): void {
    this.#changes.close();
  }

  /** Replaces what the file holds by what the queues hold. */
  #changeEverything(): void {
    this.#changes.change('DELETE FROM queues');
    for (const queue of this.#store?.allQueues() ?? []) {
      this.insertQueue(queue);
      const { ready, delayed, inflight } = queue.inspectMessages();
      for (const message of [...ready, ...delayed]) this.insertMessage(queue.name, message);
      for (const { message, receiptHandle, visibilityDeadline } of inflight) {
        this.insertMessage(queue.name, message);
        const { messageId, approximateReceiveCount, approximateFirstReceiveTimestamp } = message;
        this.updateMessageInflight(
          messageId,
          receiptHandle,
          visibilityDeadline,
          approximateReceiveCount,
          approximateFirstReceiveTimestamp,
        );
      }
    }
  }

  insertQueue(queue: SqsQueue): void {
    const { attributes, tags, createdTimestamp, lastModifiedTimestamp, sequenceCounter } = queue;
    const state = {
      attributes,
      tags: Object.fromEntries(tags),
      createdTimestamp,
      lastModifiedTimestamp,
      sequenceCounter,
    };
    this.#changes.change(
      'INSERT INTO queues (name, arn, state) VALUES (?, ?, ?)',
      queue.name,
      queue.arn,
      JSON.stringify(state),
    );
  }

  deleteQueue(name: string): void {
    this.#changes.change('DELETE FROM queues WHERE name = ?', name);
  }

  updateQueueAttributes(name: string, attributes: Record<string, string>, lastModified: number): void {
    this.#changes.change(
      "UPDATE queues SET state = json_set(state, '$.attributes', json(?), '$.lastModifiedTimestamp', ?) WHERE name = ?",
      JSON.stringify(attributes),
      lastModified,
      name,
    );
  }

  updateQueueSequenceCounter(name: string, counter: number): void {
    this.#changes.change(
      "UPDATE queues SET state = json_set(state, '$.sequenceCounter', ?) WHERE name = ?",
      counter,
      name,
    );
  }

  insertMessage(queue: string, message: SqsMessage): void {
    this.#changes.change(
      'INSERT INTO messages (id, queue, content, receive_count, first_received_at) VALUES (?, ?, ?, ?, ?)',
      message.messageId,
      queue,
      JSON.stringify(message),
      message.approximateReceiveCount,
      message.approximateFirstReceiveTimestamp ?? null,
    );
  }

  deleteMessage(id: string): void {
    this.#changes.change('DELETE FROM messages WHERE id = ?', id);
  }

  updateMessageInflight(
    id: string,
    receiptHandle: string,
    visibleAt: number,
    receiveCount: number,
    firstReceivedAt: number | undefined,
  ): void {
    this.#changes.change(
      'UPDATE messages SET receipt_handle = ?, visible_at = ?, receive_count = ?, first_received_at = ? WHERE id = ?',
      receiptHandle,
      visibleAt,
      receiveCount,
      firstReceivedAt ?? null,
      id,
    );
  }

  updateMessageReady(id: string): void {
    this.#changes.change('UPDATE messages SET receipt_handle = NULL, visible_at = NULL WHERE id = ?', id);
  }

  deleteQueueMessages(queue: string): void {
    this.#changes.change('DELETE FROM messages WHERE queue = ?', queue);
  }
}
