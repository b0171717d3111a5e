/** Lets what events say of one user's access take effect in the order of their times. */
import type { SQSRecord } from 'aws-lambda';
import type { ReceivedEvent } from '../event/event.ts';
import type { Claim } from '../ledger/ledger.ts';
import type { UserLease } from '../ledger/user-record.ts';
import { allowStale } from '../sqs/dead-letter.ts';
import type { ZuoraClient } from '../zuora/client.ts';
import { type Delivery, firstSentAt } from './delivery.ts';
import type { Result } from './disposition.ts';
import { resultOfError } from './error-result.ts';
import type { Command } from './operation.ts';

/** How far ahead of its message a publisher's clock may be. */
const clockSkew = 5 * 60_000;

const day = 24 * 3_600_000;

/**
 * Takes the record of the user whom an event gives access, or whom it takes access from.
 *
 * @returns what may be done now; or the result, where that is nothing; neither, for an operation about something else
 */
export async function acquireUser<C extends Command>(
  { operation, record, services }: Delivery<C>,
  event: ReceivedEvent<C>,
  claim: Claim,
  zuora: ZuoraClient,
): Promise<{ turn?: UserLease; result?: Result }> {
  const { username, targetEntityIds } = event.command;
  if (!operation.access || username === undefined) return {};
  const gives = operation.access === 'given';
  const { now, settings, users } = services;
  const time = timeOf(event, record);
  const mayBeStale = record.messageAttributes[allowStale]?.stringValue === 'true';
  if (gives && !mayBeStale && now() - time > settings.staleAfter) {
    return { result: stale(event, settings.staleAfter) };
  }
  try {
    const entityIds = targetEntityIds ?? [await zuora.entityId()];
    const taken = await users.take(
      { operation: operation.name, gives, username, entityIds, time },
      claim.owner,
      claim.freeAt,
    );
    return 'until' in taken ? { result: held } : { turn: taken };
  } catch (error) {
    return { result: resultOfError(error) };
  }
}

/** A time from the future would, being the newest, keep every later event from counting. */
function timeOf({ time }: ReceivedEvent<unknown>, record: SQSRecord): number {
  const [said, sent] = [Date.parse(time), firstSentAt(record)];
  return said > sent + clockSkew ? sent : said;
}

/** Whoever has left since would be let in again. */
function stale({ time }: ReceivedEvent<unknown>, limit: number): Result {
  return {
    outcome: 'dead-letter',
    reason: 'stale',
    detail: `time: ${time} is more than ${Math.round(limit / day)} days ago; see that the user is still to have access, then redrive it with --stale`,
  };
}

/** Not until the other may be over at the latest: most last for a second. */
const held: Result = {
  outcome: 'busy',
  reason: 'held',
  detail: 'another event about this user is being worked on',
  pause: { kind: 'busy', milliseconds: 0 },
};
