/** An event that is to be published, found good as the service will find it. */

import { BadEvent } from '../../lib/errors.ts';
import { openEnvelope } from '../../lib/event/envelope.ts';
import { isOfType, type ReceivedEvent, readEvent } from '../../lib/event/event.ts';
import { NotPublished } from '../errors.ts';
import type { EventType } from './event-catalogue.ts';

export interface Publication {
  readonly queue: string;
  readonly body: string;
  /** @param messageId by which an event without an id is known, once it is sent */
  readonly received: (messageId?: string) => ReceivedEvent<object>;
  /** Whether the ledger tells what becomes of it. */
  readonly isRecorded: boolean;
}

/** What tells an event from another that says the same. */
interface Occurrence {
  readonly id: string;
  /** RFC 3339. */
  readonly time: string;
}

/**
 * @param text a body as the queue takes it: a CloudEvent, bare or in an envelope of EventBridge or SNS
 * @param anew makes another event of it, without its envelope
 * @throws NotPublished naming every field that is wrong
 */
export function toPublication(text: string, catalogue: readonly EventType[], anew?: Occurrence): Publication {
  try {
    const cloudEvent = openEnvelope(text);
    const { contract, queue, operation, isRecorded } = eventTypeOf(cloudEvent['type'], catalogue);
    const body = anew === undefined ? text : JSON.stringify({ ...cloudEvent, ...anew });
    const received = (messageId = '') => readEvent(operation, contract, body, messageId);
    received();
    return { queue, body, received, isRecorded };
  } catch (error) {
    if (error instanceof BadEvent) throw new NotPublished(`Not sent, ${error.reason}: ${error.message}`);
    throw error;
  }
}

function eventTypeOf(type: unknown, catalogue: readonly EventType[]): EventType {
  const found = catalogue.find(({ contract }) => typeof type === 'string' && isOfType(type, contract.type));
  if (found) return found;
  const types = catalogue.map(({ contract }) => contract.type).sort();
  throw new BadEvent('unexpected-type', `type: must be ${types.join(', or ')}, with or without a prefix`);
}
