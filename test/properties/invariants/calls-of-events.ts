/** Calls to Zuora as the invariants see them: by the event that they were made for. */
import type { Answer } from '../../../lib/zuora/failure.ts';
import { parseHeaderEntityId } from '../../../local/zuora/entity-id.ts';
import type { Moment, ZuoraCall } from '../world/trace.ts';
import type { Run } from './invariant.ts';

/** In the order in which they were sent. */
export function writes({ trace }: Run): ZuoraCall[] {
  return trace.calls.filter(({ effect }) => effect === 'act');
}

export function eventOf({ headers }: ZuoraCall, { publications }: Run): string | undefined {
  return publications.find(headers['Zuora-Track-Id'])?.event;
}

/** Those of the same event, in whatever tenant, that Zuora began to work on before. */
export function earlierWrites(write: ZuoraCall, run: Run): ZuoraCall[] {
  return writes(run).filter(
    (earlier) =>
      earlier !== write && eventOf(earlier, run) === eventOf(write, run) && isBefore(earlier.begun, write.begun),
  );
}

/** What an attempt at a user's access writes until the account is released. The audit log comes first. */
export const releaseEffects: readonly string[] = ['write entry', 'remember login', 'release account'];

/**
 * Whether nothing kept the process that made a call from recording its answer. Two items record the answer to a call about
 * a user's access: the event's and the user's. One of them is enough.
 */
export function couldSettle({ by }: ZuoraCall, { trace, subject }: Run): boolean {
  const hasReturned = trace.returns.some((returned) => returned.by === by);
  const isDone = (effect: string) => !by?.unanswered.includes(effect);
  const isRecorded = isDone('settle') || (subject.operation.access !== undefined && releaseEffects.every(isDone));
  return hasReturned && !by?.outlivedDeadline && isRecorded;
}

/** Whether nothing kept the process from recording in every item what Zuora answered. */
export function isRecorded({ by }: Pick<ZuoraCall, 'by'>, { trace }: Run): boolean {
  const hasReturned = trace.returns.some((returned) => returned.by === by);
  return hasReturned && by?.outlivedDeadline === false && by.unanswered.length === 0;
}

/** Whether the client heard what Zuora said. */
export function isHeard({ heard, answer }: ZuoraCall): boolean {
  return heard !== undefined && heard === answer;
}

export function isSuccess(answer: Answer | undefined): boolean {
  return answer?.status === 200 && /"success":true/.test(answer.body);
}

/** Whether the one happened at all, and before the other. */
export function isBefore(one: Moment | undefined, other: Moment | undefined): boolean {
  return one !== undefined && other !== undefined && one.order < other.order;
}

export function describe(call: ZuoraCall, run: Run): string {
  return `${call.method} ${call.url.pathname} ${call.body} for ${eventOf(call, run)}`;
}

export function isApproval({ url }: ZuoraCall): boolean {
  return url.pathname.endsWith('accept-access');
}

/** The entities for which a call requests access. */
export function askedBy({ url, body }: ZuoraCall): readonly string[] {
  return url.pathname.endsWith('request-access') ? JSON.parse(body).targetEntityIds : [];
}

export function isDenial(call: ZuoraCall, entityId: string): boolean {
  return isIn(call, entityId) && call.url.pathname.endsWith('deny-access');
}

export function isIn(call: ZuoraCall, entityId: string): boolean {
  return entityOf(call) === entityId;
}

/** The entity in which a call is made; empty if it names none. */
export function entityOf({ headers }: ZuoraCall): string {
  return parseHeaderEntityId(headers['Zuora-Entity-Ids'] ?? '') ?? '';
}
