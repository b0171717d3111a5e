/** SQS: fauxqs' message store and API, called in process, with queue URLs that lead back to this endpoint. */
import { buildApp } from 'fauxqs';
import { AwsError } from './aws-error.ts';
import { createStores } from './fauxqs.ts';
import { QueueJournal } from './queue-journal.ts';
import { type AwsService, awsAccount, awsRegion, type Members } from './service.ts';

const actionNames = [
  'ChangeMessageVisibility',
  'ChangeMessageVisibilityBatch',
  'CreateQueue',
  'DeleteMessage',
  'DeleteMessageBatch',
  'DeleteQueue',
  'GetQueueAttributes',
  'GetQueueUrl',
  'ListQueueTags',
  'ListQueues',
  'PurgeQueue',
  'ReceiveMessage',
  'SendMessage',
  'SendMessageBatch',
  'SetQueueAttributes',
  'TagQueue',
  'UntagQueue',
];

export interface Queues extends AwsService {
  /** Answers all receivers that wait for a message of this queue: SQS promises no length of a poll. */
  endPolls(queueUrl: string): void;
}

/**
 * Opens the queues kept in `file` (SQLite), or in memory without one.
 * @param host host and port of this endpoint, for the queue URLs in answers
 */
export async function openQueues(host: string, file?: string): Promise<Queues> {
  const queueUrl = (name: string) => `http://${host}/${awsAccount}/${name}`;
  const stores = await createStores();
  const store = stores.sqsStore;
  // With its own host the store would answer queue URLs under a name that does not resolve. Without a host it takes
  // the one of the request.
  store.host = '';
  const journal = file === undefined ? undefined : new QueueJournal(file);
  journal?.restore(store, queueUrl);
  const app = buildApp({ logger: false, defaultRegion: awsRegion, stores });
  await app.ready();

  function endPolls(url: string): void {
    store.getQueue(ownQueueUrl(url, queueUrl))?.cancelWaiters();
  }

  /** Makes received messages visible again when their poller has gone away. */
  function release(input: Members, output: Members): void {
    const queue = store.getQueue(String(input['QueueUrl']));
    const messages = Array.isArray(output['Messages']) ? output['Messages'] : [];
    for (const { ReceiptHandle } of messages) queue?.changeVisibility(ReceiptHandle, 0);
  }

  return {
    name: 'sqs',
    actions: actionNames,
    async call(action, given, signal) {
      const input =
        typeof given['QueueUrl'] === 'string'
          ? { ...given, QueueUrl: ownQueueUrl(given['QueueUrl'], queueUrl) }
          : given;
      const end = () => endPolls(String(input['QueueUrl']));
      if (action === 'ReceiveMessage') signal.addEventListener('abort', end);
      const response = await app.inject({
        method: 'POST',
        url: '/',
        headers: { host, 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': `AmazonSQS.${action}` },
        payload: JSON.stringify(input),
      });
      signal.removeEventListener('abort', end);
      const output = response.json();
      if (signal.aborted && action === 'ReceiveMessage') release(input, output);
      journal?.commit();
      if (response.statusCode < 400) return output;
      const [queryCode = ''] = String(response.headers['x-amzn-query-error'] ?? '').split(';');
      throw new AwsError(String(output.__type ?? output.error), String(output.message), {
        status: response.statusCode,
        ...(queryCode !== '' && { queryCode }),
      });
    },
    endPolls,
    endWaits: () => store.shutdown(),
    async close() {
      await app.close();
      journal?.close();
    },
  };
}

/** Only the name identifies a queue: its URL may have an earlier port, another host or another region. */
function ownQueueUrl(url: string, queueUrl: (name: string) => string): string {
  return queueUrl(url.slice(url.lastIndexOf('/') + 1));
}
