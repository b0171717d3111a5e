/** Brings a user's access in several entities to what is desired, one entity independent of the others. */
import pMap from 'p-map';
import type { LinkedAccount } from '../account/account-item.ts';
import { type AnsweredWrite, type Finding, withAnswer, withIntents } from '../account/convergence.ts';
import type { Answer, Write } from '../account/entity-access.ts';
import { type AccountLease, attemptOf, isFirstAttempt } from '../account/lease.ts';
import { Recorder, type Records } from '../account/recorder.ts';
import { classify, refusalOf } from '../zuora/classify.ts';
import type { ZuoraClient } from '../zuora/client.ts';
import { stopsAll } from '../zuora/several-entities.ts';
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
  /** Undefined if the account could not be recorded. */
  readonly write: Write | undefined;
  /** Whether Zuora refused for good. The refusal is remembered in its entity. */
  readonly isFinal: boolean;
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
  const { zuora, now } = work;
  const { username, look, plan } = work.seen;
  const writes = [...plan.steps].flatMap(([entityId, next]) => (next.do === 'nothing' ? [] : [{ entityId, ...next }]));
  const recorder = new Recorder(work.records, work.lease, plan);
  const written = new Set<string>();
  const failures: ConvergeFailure[] = [];
  const attempt = attemptOf(work.lease);
  let left = writes.length;

  function learn(answered: Omit<AnsweredWrite, 'attempt'>): void {
    recorder.learn((learned) => withAnswer(learned, look, { ...answered, attempt }, now()));
  }

  async function carryOut({ entityId, do: write }: (typeof writes)[number]): Promise<void> {
    if (stopsAll(failures.map(({ error }) => error)) || recorder.failure !== undefined) return;
    left -= 1;
    const one = zuora.apart();
    try {
      await accessWrites[write].make(one, username, entityId);
      written.add(entityId);
      learn({ entityId, write, answer: { is: 'accepted' }, zuoraRequestId: one.trail.requestId });
    } catch (error) {
      const answer = answerOf(error, write, now() + work.quietAfter);
      if (answer) learn({ entityId, write, answer });
      // Zuora may refuse because there is nothing left to do.
      const isRefused = recorder.learned.access.get(entityId)?.refusal !== undefined;
      const isFinal = answer?.is === 'refused';
      if (!isFinal || isRefused) failures.push({ error, write, isFinal });
    }
    if (left > 0) await recorder.record();
  }

  if (writes.length > 0 && !isFirstAttempt(work.lease)) {
    // The account remembers the first attempt at an event. What another begins is said before.
    const intents = writes.map(({ entityId, do: write }) => ({ entityId, write }));
    recorder.learn((learned) => withIntents(learned, intents, attempt));
    await recorder.record();
  }
  await pMap(writes, carryOut, { concurrency: zuora.callsInFlight });
  if (recorder.failure !== undefined) {
    failures.push({ error: recorder.failure, write: undefined, isFinal: false });
  }
  return { learned: recorder.learned, findings: recorder.findings, lease: recorder.lease, written, failures };
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
