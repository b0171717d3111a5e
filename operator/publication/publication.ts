/** An event to publish, checked as the service will check it. */
import { BadEvent } from '../../lib/errors.ts';
import { openEnvelope } from '../../lib/event/envelope.ts';
import { isOfType, type ReceivedEvent, readEvent } from '../../lib/event/event.ts';
import { NotPublished } from '../errors.ts';
import type { EventType } from './event-catalogue.ts';

export interface Publication {
  readonly queue: string;
  readonly body: string;
  /** @param messageId of the sent message, which identifies an event without an id */
  readonly received: (messageId?: string) => ReceivedEvent<object>;
  /** Whether the ledger keeps a record of it. */
  readonly isRecorded: boolean;
}

/** What distinguishes two events with the same data. */
interface Occurrence {
  readonly id: string;
  /** RFC 3339. */
  readonly time: string;
}

/**
 * @param text a message's body: a CloudEvent, bare or in an envelope of EventBridge or SNS
 * @param occurrence makes another event of it, without its envelope
 * @throws NotPublished with every wrong field
 */
export function toPublication(text: string, catalogue: readonly EventType[], occurrence?: Occurrence): Publication {
  try {
    const cloudEvent = openEnvelope(text);
    const { contract, queue, operation, isRecorded } = eventTypeOf(cloudEvent['type'], catalogue);
    const body = occurrence === undefined ? text : JSON.stringify({ ...cloudEvent, ...occurrence });
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
