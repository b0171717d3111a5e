/** Reads a message's body as the event that its queue is for. */
import type { Contract } from '../../events/contract.ts';
import { check, describe } from '../check.ts';
import { BadEvent } from '../errors.ts';
import { sha256 } from '../sha256.ts';
import { type IdentityOrigin, identityOriginOf } from './derived-source.ts';
import { openEnvelope } from './envelope.ts';

/** An event that was found good, in the words of the audit and of the ledger. */
export interface ReceivedEvent<Command> extends IdentityOrigin {
  /** The event's key in the ledger, the same for every message ID: 64 hex digits. */
  readonly identity: string;
  readonly command: Command;
  /** Tells whether two events of one identity ask for the same: 64 hex digits. */
  readonly commandHash: string;
  readonly eventId: string | undefined;
  readonly source: string;
  /** RFC 3339 in UTC, to the millisecond. */
  readonly time: string;
  readonly correlationId: string | undefined;
  readonly requestedBy: string | undefined;
  readonly requestReason: string | undefined;
}

/**
 * @param body what SQS delivered
 * @param messageId stands in for the event's id when it has none: the ID under which the message first arrived
 * @throws BadEvent saying which field is wrong
 */
export function readEvent<Data extends object>(
  operation: string,
  contract: Contract<Data>,
  body: string,
  messageId: string,
): ReceivedEvent<Data> {
  const cloudEvent = openEnvelope(body);
  expectType(cloudEvent['type'], contract.type);
  const result = check(contract.schema, cloudEvent);
  if (!result.success) throw new BadEvent('invalid-event', describe(result.problems));
  const { id, source, time, correlationid, data } = result.data;
  const { requestedBy, reason, ...command } = data;
  return {
    identity: identityOf(operation, source, id ?? messageId),
    // `Data & Audit` less the audit's fields, which TypeScript does not subtract from a type parameter.
    command: command as unknown as Data,
    commandHash: sha256(command),
    eventId: id,
    source,
    ...identityOriginOf(contract.type, cloudEvent),
    time: inMilliseconds(time),
    correlationId: correlationid,
    requestedBy,
    requestReason: reason,
  };
}

/** The id that a body gives its event, good or bad; undefined without one. */
export function eventIdIn(body: string): string | undefined {
  try {
    const { id } = openEnvelope(body);
    return typeof id === 'string' ? id : undefined;
  } catch {
    return undefined;
  }
}

/** A publisher may write any number of fraction digits, and any offset. */
function inMilliseconds(time: string): string {
  const milliseconds = Date.parse(time);
  if (Number.isNaN(milliseconds)) throw new BadEvent('invalid-event', 'time: must be a time that exists');
  return new Date(milliseconds).toISOString();
}

/**
 * What the ledger finds an event by.
 *
 * @param id the event's, or the ID under which its message first arrived when it has none
 */
export function identityOf(operation: string, source: string, id: string): string {
  return sha256([operation, source, id]);
}

/** A company may put its own reverse-DNS prefix before a type. */
export function isOfType(type: string, expected: string): boolean {
  return type === expected || type.endsWith(`.${expected}`);
}

function expectType(type: unknown, expected: string): void {
  if (typeof type !== 'string') throw new BadEvent('invalid-event', 'type: is missing or not a string');
  if (!isOfType(type, expected)) {
    throw new BadEvent('unexpected-type', `type: this queue takes "${expected}", not "${type.slice(0, 200)}"`);
  }
}
