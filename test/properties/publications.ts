/** What publishers have sent, kept apart from the system: what the invariants' expectations derive from. */
import type { Subject } from './subjects.ts';
import type { Wish } from './wishes.ts';
import type { Attributes } from './world/sqs-queues.ts';

export interface Publication {
  readonly messageId: string;
  readonly body: string;
  /** Names the event: equal for all messages that carry it. */
  readonly event: string;
  /** What it asks for; nothing that could be read, if it is no event. */
  readonly wish: Wish | undefined;
}

/** Texts of an event that do not change what it asks for. */
export interface EventTexts {
  readonly time?: string;
  readonly correlationid?: string;
  readonly requestedBy?: string;
  readonly reason?: string;
}

const source = 'https://hr.example.com';

export class Publications {
  readonly #all = new Map<string, Publication>();
  readonly #wishes = new Map<string, { readonly wish: Wish; readonly id: string | undefined }>();

  /** The body of an event. @param id left out, the message ID stands in for it */
  body({ operation }: Subject, wish: Wish, id: string | undefined, texts: EventTexts = {}): string {
    const { time = wish.time ?? '2026-11-21T09:30:00Z', correlationid, ...audit } = texts;
    const type = wish.type ?? operation.contract.type;
    const event = { specversion: '1.0', type, source, id, time, correlationid, data: { ...wish.data, ...audit } };
    const body = JSON.stringify(event);
    this.#wishes.set(body, { wish, id });
    return body;
  }

  add(messageId: string, body: string, attributes: Attributes): void {
    const { wish, id } = this.#wishes.get(body) ?? {};
    const event = id ?? attributes['originalMessageId']?.StringValue ?? messageId;
    this.#all.set(messageId, { messageId, body, event, wish });
  }

  /** @throws Error for a message that nobody has published */
  get(messageId: string): Publication {
    const publication = this.#all.get(messageId);
    if (!publication) throw new Error(`Nobody has published ${messageId}.`);
    return publication;
  }

  find(messageId: string | undefined): Publication | undefined {
    return this.#all.get(messageId ?? '');
  }

  get latest(): Publication | undefined {
    return this.all.at(-1);
  }

  get all(): Publication[] {
    return [...this.#all.values()];
  }

  /** All that was ever published under an event's id. */
  ofEvent(event: string): Publication[] {
    return this.all.filter((publication) => publication.event === event);
  }
}
