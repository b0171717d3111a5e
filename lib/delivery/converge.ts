/** Brings a user's access in several entities to what is desired, one entity independent of the others. */
import pMap from 'p-map';
import type { LinkedAccount } from '../account/account-item.ts';
import {
  type AnsweredWrite,
  planAfter,
  stepAfterAnswer,
  withAnswer,
  withIntents,
  withoutIntent,
} from '../account/convergence.ts';
import { type Answer, isOutcomeUnknown, outcomeUnknown, type Write } from '../account/entity-access.ts';
import type { Finding } from '../account/finding.ts';
import { knownEntities } from '../account/known-entities.ts';
import { type AccountLease, attemptOf, isFirstAttempt } from '../account/lease.ts';
import { Recorder, type Records } from '../account/recorder.ts';
import { accessibleEntityIds } from '../zuora/accessible-entities.ts';
import { classify, refusalOf } from '../zuora/classify.ts';
import type { ZuoraClient } from '../zuora/client.ts';
import { stopsAll } from '../zuora/several-failures.ts';
import type { Seen } from './access-look.ts';
import { accessWrites } from './access-writes.ts';
import { isFailedWrite } from './retry-decision.ts';

export interface ConvergeWork {
  readonly records: Records;
  readonly lease: AccountLease;
  readonly seen: Seen;
  /** Calls in the user's home entity, as far as it is known. As many writes are under way as it may have calls in flight. */
  readonly zuora: ZuoraClient;
  readonly now: () => number;
  /** How long Zuora may work on a call that it does not answer; milliseconds. */
  readonly quietAfter: number;
}

/** A write that failed, or the reason why none could follow. */
export interface ConvergeFailure {
  readonly error: unknown;
  /** Why Zuora refused, as the entity remembers it. Undefined if the write may succeed later. */
  readonly refused?: string;
}

interface RefusedWrite extends Pick<AnsweredWrite, 'entityId' | 'write'> {
  readonly error: unknown;
}

export interface Converged {
  /** The account with every answer. */
  readonly learned: LinkedAccount;
  /** What the audit log does not have yet. */
  readonly findings: readonly Finding[];
  /** As it was recorded last. */
  readonly lease: AccountLease;
  /** The entities in which Zuora accepted a write. */
  readonly written: ReadonlySet<string>;
  readonly failures: readonly ConvergeFailure[];
}

/** Records the answers as they come, the last one with the account's release. Never throws. */
export async function converge(work: ConvergeWork): Promise<Converged> {
  const { zuora, now, quietAfter } = work;
  const { username, look, plan, traits } = work.seen;
  const writes = [...plan.steps].flatMap(([entityId, next]) => (next.do === 'nothing' ? [] : [{ entityId, ...next }]));
  const recorder = new Recorder(work.records, work.lease, plan);
  const written = new Set<string>();
  /** The entities in which Zuora has answered to the approval of a request of ours. */
  const approved = new Set<string>();
  const failures: ConvergeFailure[] = [];
  const refusals: RefusedWrite[] = [];
  const attempt = attemptOf(work.lease);
  let left = writes.length;

  function learn(answered: Omit<AnsweredWrite, 'attempt'>): void {
    recorder.learn((learned) => withAnswer(learned, look, { ...answered, attempt }, now()));
    const { entityId, write, answer } = answered;
    if (write === 'approve-own' && answer.is !== 'unknown') approved.add(entityId);
  }

  /** Says what is about to begin, so that it is found after a crash. */
  async function announce(writes: readonly Pick<AnsweredWrite, 'entityId' | 'write'>[]): Promise<void> {
    recorder.learn((learned) => withIntents(learned, writes, attempt));
    await recorder.record();
  }

  /** Of what was announced and not sent, or put off by Zuora, a later look has nothing to find. */
  function leave(entityId: string, write: Write): void {
    recorder.learn((learned) => withoutIntent(learned, { entityId, write, attempt }));
  }

  function isStopped(): boolean {
    return stopsAll(failures.map(({ error }) => error)) || recorder.failure !== undefined;
  }

  async function carryOut(entityId: string, write: Write): Promise<void> {
    const one = zuora.apart();
    try {
      await accessWrites[write].make(one, username, entityId);
      written.add(entityId);
      learn({ entityId, write, answer: { is: 'accepted' }, zuoraRequestId: one.trail.requestId });
    } catch (error) {
      const answer = answerOf(error, write, now() + quietAfter);
      if (answer) learn({ entityId, write, answer });
      else leave(entityId, write);
      if (answer?.is === 'refused') refusals.push({ entityId, write, error });
      else failures.push({ error });
    }
  }

  async function bring(entityId: string, write: Write): Promise<void> {
    if (isStopped()) return leave(entityId, write);
    left -= 1;
    if (write !== 'approve-own') await carryOut(entityId, write);
    // The request is not sent again after a crash.
    if (isToApprove(entityId)) await announce([{ entityId, write: 'approve-own' }]);
    // The assignment may have ended meanwhile.
    if (isToApprove(entityId) && !isStopped()) await carryOut(entityId, 'approve-own');
    else leave(entityId, 'approve-own');
    if (left > 0) await recorder.record();
  }

  function isToApprove(entityId: string): boolean {
    return stepAfterAnswer({ linked: recorder.learned, look, traits }, entityId, now()).do === 'approve-own';
  }

  /** Reads whether the access is there. A read that fails is repeated by the next look. */
  async function verify(entityIds: readonly [string, ...string[]]): Promise<void> {
    const granted = await accessibleEntityIds(zuora.in(entityIds[0]), username).catch(() => undefined);
    if (granted === undefined) return;
    const again = { granted, at: now() };
    recorder.learn((learned) => planAfter(again, learned, entityIds, traits));
  }

  if (isToAnnounce(work.lease, writes)) {
    await announce(writes.map(({ entityId, do: write }) => ({ entityId, write })));
  }
  await pMap(writes, ({ entityId, do: write }) => bring(entityId, write), { concurrency: zuora.callsInFlight });
  const [first, ...others] = approved;
  if (first !== undefined && recorder.failure === undefined) await verify([first, ...others]);
  if (recorder.failure !== undefined) {
    failures.push({ error: recorder.failure });
  }
  const { learned, findings, lease } = recorder;
  failures.push(...refusals.flatMap((refusal) => failureOf(refusal, learned)));
  return { learned, findings, lease, written, failures };
}

/**
 * A refusal is no failure where nothing was left to do, where a request stays pending though its approval was refused, or
 * where an approval that Zuora accepted has shown that the request was pending.
 */
function failureOf({ entityId, write, error }: RefusedWrite, { access }: LinkedAccount): readonly ConvergeFailure[] {
  const known = access.get(entityId) ?? {};
  if (known.refusal?.write === write) return [{ error, refused: known.refusal.reason }];
  return write === 'request' && isOutcomeUnknown(known) ? [{ error, refused: outcomeUnknown }] : [];
}

/**
 * What an attempt begins is known from the change that the account keeps open: of the first attempt at an event alone, and
 * in the entities that the account names. Others, and that they were granted, only the look has shown.
 */
function isToAnnounce(lease: AccountLease, writes: readonly Pick<AnsweredWrite, 'entityId'>[]): boolean {
  const known = new Set(knownEntities(lease.known));
  return writes.length > 0 && (!isFirstAttempt(lease) || writes.some(({ entityId }) => !known.has(entityId)));
}

/** @returns undefined if Zuora did nothing, and the write may succeed later */
function answerOf(error: unknown, write: Write, until: number): Answer | undefined {
  if (!isFailedWrite(error)) return undefined;
  const verdict = classify(error);
  if (verdict === 'unknown') return { is: 'unknown', until };
  if (verdict !== 'refused') return undefined;
  const reason = refusalOf(error);
  const { retryableRefusals = [] } = accessWrites[write];
  return retryableRefusals.includes(reason) ? undefined : { is: 'refused', reason };
}
