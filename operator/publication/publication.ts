/** A message to publish, checked as the service will check it. */
import { userAccessApproved } from '../../events/user-access-approved.ts';
import { userAccessRequested } from '../../events/user-access-requested.ts';
import { BadEvent } from '../../lib/errors.ts';
import { openEnvelope } from '../../lib/event/envelope.ts';
import { isOfType, type ReceivedEvent, readEvent } from '../../lib/event/event.ts';
import { readIdentityEvents } from '../../lib/identity/read-events.ts';
import type { Json } from '../../lib/json.ts';
import { readWakeUp } from '../../lib/translation/wake-up.ts';
import { didYouMean } from '../did-you-mean.ts';
import { NotPublished } from '../errors.ts';
import type { EventType } from './event-catalogue.ts';

export type Publication = RecordedPublication | UnrecordedPublication;

/** An event that gets a record in the ledger. */
export interface RecordedPublication {
  readonly isRecorded: true;
  readonly queue: string;
  readonly body: string;
  /** @param messageId of the sent message, which identifies an event without an id */
  readonly received: (messageId?: string) => ReceivedEvent<object>;
  /** Whether the service refuses it once it is old. */
  readonly grantsAccess: boolean;
}

/** One or more identity events. Only the log has their outcomes. */
interface UnrecordedPublication {
  readonly isRecorded: false;
  readonly queue: string;
  readonly body: string;
  /** The source of an event in the plain form, else the names of the systems that the events come from. */
  readonly source: string;
  readonly eventId: string | undefined;
}

/** What distinguishes two events with the same data. */
interface Occurrence {
  readonly id: string;
  /** RFC 3339. */
  readonly time: string;
}

const granting: readonly string[] = [userAccessRequested.type, userAccessApproved.type];

/** The queue of identity events is the one with a type in the plain form. */
const plainType = 'identity.user.joined.v1';

/**
 * @param text a message's body, as a queue takes it: a CloudEvent, bare or in an envelope of EventBridge or SNS, or what
 * an identity system sends
 * @param occurrence makes another event of a CloudEvent, without its envelope
 * @throws NotPublished with every wrong field
 */
export function toPublication(text: string, catalogue: readonly EventType[], occurrence?: Occurrence): Publication {
  try {
    return toOwnPublication(text, catalogue, occurrence);
  } catch (error) {
    if (!(error instanceof BadEvent)) throw error;
    const isOwn = error instanceof BadOwnEvent;
    const publication = isOwn ? undefined : toIdentityPublication(text, catalogue, occurrence, error);
    if (publication) return publication;
    throw refusal(error);
  }
}

/** An event of a type of ours that breaks its contract. */
class BadOwnEvent extends BadEvent {}

function toOwnPublication(text: string, catalogue: readonly EventType[], occurrence?: Occurrence): Publication {
  const cloudEvent = openEnvelope(text);
  const { contract, queue, operation, isRecorded } = eventTypeOf(cloudEvent, catalogue);
  const body = occurrence === undefined ? text : JSON.stringify({ ...cloudEvent, ...occurrence });
  const received = (messageId = '') => readEvent(operation, contract, body, messageId);
  const { source, eventId } = inContract(received);
  const grantsAccess = granting.includes(contract.type);
  return isRecorded
    ? { isRecorded, queue, body, received, grantsAccess }
    : { isRecorded, queue, body, source, eventId };
}

/** @throws BadOwnEvent */
function inContract(received: () => ReceivedEvent<object>): ReceivedEvent<object> {
  try {
    return received();
  } catch (error) {
    throw error instanceof BadEvent ? new BadOwnEvent(error.reason, error.message) : error;
  }
}

function eventTypeOf({ type }: Json, catalogue: readonly EventType[]): EventType {
  const found = catalogue.find(({ contract }) => typeof type === 'string' && isOfType(type, contract.type));
  if (found) return found;
  const types = catalogue.map(({ contract }) => contract.type).sort();
  throw new BadEvent(
    'unexpected-type',
    `type: must be ${types.join(', or ')}, with or without a prefix; or the event must be one of an identity system.${didYouMean(String(type), types)}`,
  );
}

/**
 * @param error why the text is no CloudEvent of ours
 * @returns undefined if no identity system sends such a text
 * @throws NotPublished if the service could read only a part of it, or nothing
 */
function toIdentityPublication(
  text: string,
  catalogue: readonly EventType[],
  occurrence: Occurrence | undefined,
  error: BadEvent,
): Publication | undefined {
  const queue = catalogue.find(({ contract }) => contract.type === plainType)?.queue;
  if (queue === undefined) return undefined;
  const isWakeUp = readWakeUp(text) !== undefined;
  const events = isWakeUp ? [] : readIdentityEvents(text, new Date(0).toISOString());
  const names = isWakeUp ? ['zuora-access'] : [...new Set(events.flatMap(({ source }) => source ?? []))];
  if (names.length === 0) {
    if (error.reason !== 'invalid-event') return undefined;
    const [event] = events;
    if (event === undefined) throw new NotPublished('Not sent: the message contains no event.');
    if ('error' in event) throw refusal(event.error, ` As a CloudEvent, ${error.message}.`);
  }
  for (const event of events) if ('error' in event) throw refusal(event.error);
  const source = names.join(', ');
  if (occurrence !== undefined) {
    throw new NotPublished(`Not sent: an event of ${source} keeps its id. Publish it without --new-id.`);
  }
  return { isRecorded: false, queue, body: text, source, eventId: undefined };
}

function refusal({ reason, message }: BadEvent, more = ''): NotPublished {
  return new NotPublished(`Not sent, ${reason}: ${message}${more}`);
}
