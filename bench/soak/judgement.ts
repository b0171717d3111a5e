/** Compares the schedule with Zuora and the dead-letter queues: which promises were broken? */
import type { FoundDeadLetter } from './aws.ts';
import { effectOf } from './effects.ts';
import type { UndoneChange } from './expectation.ts';
import type { SoakMessage } from './messages.ts';
import type { RecordedChanges } from './recorded-changes.ts';

/** The state when all queues were empty. */
export interface RunFindings {
  /** The messages of the schedule. */
  readonly published: readonly SoakMessage[];
  /** How often each change was made in Zuora. */
  readonly effects: ReadonlyMap<string, number>;
  /** Writes that were made although their work was done. */
  readonly idleWrites: readonly string[];
  readonly deadLetters: readonly FoundDeadLetter[];
  /** What the audit log has of the changes of access. */
  readonly recorded: RecordedChanges;
  /** Bodies whose delivery was interrupted. A second dead letter of them, or of a part of them, is not a mistake. */
  readonly interrupted: ReadonlySet<string>;
}

/**
 * Each list names the breaks of one promise. All are empty if none is broken. A type, because `Object.entries` knows no value
 * types of an interface.
 */
export type RunJudgement = {
  /** Expected changes that did not happen. */
  readonly lost: readonly string[];
  /** Changes that happened more than once, and repeated writes without a change. */
  readonly duplicated: readonly string[];
  /** Changes that no event asked for. */
  readonly unasked: readonly string[];
  /** Changes to be undone of which only one half happened. */
  readonly halfDone: readonly string[];
  /** Changes of access that the audit log does not have. */
  readonly unrecorded: readonly string[];
  /** Changes of access that the audit log has, and Zuora does not. */
  readonly invented: readonly string[];
  /** Changes of access for which the audit log has neither an event nor a reason. */
  readonly unexplained: readonly string[];
  /** Bad messages, or bad parts of messages, without their dead letter. */
  readonly lostPoison: readonly string[];
  /** Dead letters of good events, dead letters with a wrong reason, and one too many. */
  readonly unexpectedDeadLetters: readonly string[];
};

export function judgeRun(findings: RunFindings): RunJudgement {
  const { published, effects, idleWrites, recorded, deadLetters, interrupted } = findings;
  const demanded = demandedEffects(published);
  const undone = undoneEffects(published);
  const allowed = new Set([
    ...demanded,
    ...undone.flatMap(({ change, undoing, between = change }) => [change, undoing, between]),
  ]);
  const repeated = [...effects].filter(([, times]) => times > 1).map(([effect, times]) => `${effect}: ${times} times`);
  const owed = owedDeadLetters(published);
  const whole = new Map(
    published.flatMap(({ body, expected }) => expected.deadLetters.map((part) => [part.body, body])),
  );
  const unexpectedDeadLetters: string[] = [];
  for (const { operation, reason, body } of deadLetters) {
    const key = deadLetterKey(operation, reason, body);
    const left = owed.get(key);
    if (left === undefined || (left === 0 && !interrupted.has(body) && !interrupted.has(whole.get(body) ?? '')))
      unexpectedDeadLetters.push(key);
    else owed.set(key, Math.max(0, left - 1));
  }
  return {
    lost: [...demanded].filter((effect) => !effects.has(effect)),
    duplicated: [...repeated, ...idleWrites],
    unasked: [...effects.keys()].filter((effect) => !allowed.has(effect)),
    halfDone: halfDoneChanges(published, effects),
    unrecorded: unrecordedChanges(effects, recorded),
    invented: exceeding([...recorded.accepted], effects),
    unexplained: recorded.unexplained,
    lostPoison: [...owed].filter(([, left]) => left > 0).map(([key]) => key),
    unexpectedDeadLetters,
  };
}

/** The changes to be undone of which only one half happened. */
export function halfDoneChanges(
  published: readonly SoakMessage[],
  effects: ReadonlyMap<string, number>,
): readonly string[] {
  return undoneEffects(published)
    .filter(({ change, undoing }) => effects.has(change) !== effects.has(undoing))
    .map(({ change, undoing }) => (effects.has(change) ? `${change}, without ${undoing}` : undoing));
}

/** The changes of access that the audit log does not have. */
export function unrecordedChanges(effects: ReadonlyMap<string, number>, recorded: RecordedChanges): readonly string[] {
  return exceeding(
    [...effects].filter(([effect]) => effectOf.isOfAccess(effect)),
    recorded.all,
  );
}

/** Those that happened more often than the others tell. */
function exceeding(counts: readonly (readonly [string, number])[], others: ReadonlyMap<string, number>): string[] {
  return counts
    .filter(([effect, count]) => count > (others.get(effect) ?? 0))
    .map(([effect, count]) => `${effect}: ${count} against ${others.get(effect) ?? 0}`);
}

export function isBroken(judgement: RunJudgement): boolean {
  return Object.values(judgement).some((broken) => broken.length > 0);
}

/** The changes that the events ask for, each of them once. */
export function demandedEffects(messages: readonly SoakMessage[]): ReadonlySet<string> {
  return new Set(messages.flatMap(({ expected }) => expected.changes));
}

/** The changes that the events undo, each of them once. */
export function undoneEffects(messages: readonly SoakMessage[]): readonly UndoneChange[] {
  return messages.flatMap(({ expected, isDuplicate }) => (isDuplicate ? [] : expected.undone));
}

/** The expected number of dead letters. A bad message that is sent twice counts twice. */
function owedDeadLetters(messages: readonly SoakMessage[]): Map<string, number> {
  const owed = new Map<string, number>();
  for (const { operation, expected } of messages) {
    for (const { reason, body } of expected.deadLetters) {
      const key = deadLetterKey(operation, reason, body);
      owed.set(key, (owed.get(key) ?? 0) + 1);
    }
  }
  return owed;
}

function deadLetterKey(operation: string, reason: string | undefined, body: string): string {
  return `${operation}, ${reason ?? 'without a reason'}: ${body}`;
}
