/**
 * Writes that an attempt began, and whose answer nobody heard: the attempt was cut off, or Zuora did not answer. Later looks
 * and answers tell which of them Zuora made, so that the audit log has them too.
 */
import type { Account } from './account.ts';
import { blocksOf } from './desired.ts';
import {
  type Answer,
  type Attempt,
  type BegunWrite,
  businessRule,
  type EntityAccess,
  mayBePending,
  type Write,
} from './entity-access.ts';

interface Told {
  /** Those that Zuora made. */
  readonly found: readonly BegunWrite[];
  /** Without those of which nothing more is to be learnt. */
  readonly access: EntityAccess;
}

/** A write that an attempt begins, for what is said of the account. */
export function begunBy(attempt: Attempt, write: Write, account: Account, entityId: string): BegunWrite {
  return { write, attempt, blocks: blocksOf(account, entityId).map(({ kind }) => kind) };
}

/** Of several attempts at a write the first counts, unless Zuora is known to have accepted that of another. */
export function withBegun(access: EntityAccess, begun: BegunWrite): EntityAccess {
  const { begun: before = [] } = access;
  const isOther = ({ write }: BegunWrite) => write !== begun.write;
  if (!begun.isAccepted && !before.every(isOther)) return access;
  return { ...access, begun: [...before.filter(isOther), begun] };
}

/** Without a write that an attempt announced, and that Zuora is known not to have made. */
export function withoutBegun(access: EntityAccess, write: Write, { by }: Attempt): EntityAccess {
  const { begun = [], ...others } = access;
  const left = begun.filter((one) => one.write !== write || one.attempt.by !== by);
  if (left.length === begun.length) return access;
  return left.length > 0 ? { ...others, begun: left } : others;
}

/** The entities in which Zuora is known to have accepted what earlier attempts at an event wrote. */
export function acceptedBy(event: string, access: ReadonlyMap<string, EntityAccess>): readonly string[] {
  const isIts = ({ attempt, isAccepted }: BegunWrite) => isAccepted === true && attempt.event === event;
  return [...access].filter(([, { begun = [] }]) => begun.some(isIts)).map(([id]) => id);
}

/** Whether the next look tells what became of a write. It asks for access again whose request was not answered. */
export function isToldByNextLook({ begun = [] }: EntityAccess): boolean {
  return begun.some(({ write, isAccepted }) => isAccepted || write !== 'request');
}

export function toldByLook(access: EntityAccess, isShown: boolean, now: number): Told {
  const { begun = [], closedUntil = 0 } = access;
  // What is under way may still change what was seen.
  if (begun.length === 0 || closedUntil > now) return { found: [], access };
  const verdicts = begun.map((one) => ({
    one,
    verdict: one.isAccepted ? 'made' : verdictOfLook(one, access, isShown),
  }));
  return told(access, verdicts);
}

type Verdict = 'made' | 'not made' | 'unknown';

function verdictOfLook({ write }: BegunWrite, access: EntityAccess, isShown: boolean): Verdict {
  switch (write) {
    case 'request':
      // Nothing shows whether a request is pending. But there was something to deny.
      return isShown || hasDenied(access) ? 'made' : 'unknown';
    case 'approve':
    case 'approve-own':
      return isShown ? 'made' : 'not made';
    case 'deny':
      if (isShown) return 'not made';
      // Where a request may be pending, the denial is repeated, and its answer tells.
      return mayBePending(access) ? 'unknown' : 'made';
  }
}

function approves(write: Write): boolean {
  return write === 'approve' || write === 'approve-own';
}

/** Whether Zuora is known to have accepted a denial. */
function hasDenied({ begun = [] }: EntityAccess): boolean {
  return begun.some(({ write, isAccepted }) => write === 'deny' && isAccepted);
}

interface Answered {
  readonly write: Write;
  readonly answer: Answer;
  readonly attempt: Attempt;
}

/**
 * @param before the answer. What the attempt itself has announced is what Zuora answers to now
 * @param isShown whether the latest look showed the access
 */
export function toldByAnswer(before: EntityAccess, { write, answer, attempt }: Answered, isShown: boolean): Told {
  if (answer.is === 'unknown') return { found: [], access: before };
  const access = withoutBegun(before, write, attempt);
  const { begun = [] } = access;
  if (begun.length === 0) return { found: [], access };
  const isDone = answer.is === 'refused' && answer.reason === businessRule && !(write === 'deny' && isShown);
  const isForbidden = answer.is === 'refused' && answer.reason !== businessRule;
  const isBegun = begun.some((one) => one.write === write);
  const verdicts = begun.map((one) => ({
    one,
    verdict: verdictOfAnswer(one, write, answer, {
      isShown,
      isDone,
      isForbidden,
      isBegun,
      mayEnd: mayBePending(access),
    }),
  }));
  return told(access, verdicts);
}

interface Circumstances {
  readonly isShown: boolean;
  /** Whether Zuora refused the write because its work was done. */
  readonly isDone: boolean;
  /** Whether Zuora refused the write whatever was done before. */
  readonly isForbidden: boolean;
  /** Whether an earlier write of the same kind was begun. */
  readonly isBegun: boolean;
  /** Whether a request may have been pending, for a denial to end. */
  readonly mayEnd: boolean;
}

function verdictOfAnswer(
  { write: begun }: BegunWrite,
  write: Write,
  { is }: Answer,
  { isShown, isDone, isForbidden, isBegun, mayEnd }: Circumstances,
): Verdict {
  // It tells nothing of what was done before.
  if (isForbidden && !approves(begun)) return 'unknown';
  if (approves(write)) return approves(begun) ? 'not made' : 'unknown';
  // Zuora made it now, or refused what it has made before.
  if (begun === write) return isDone ? 'made' : 'not made';
  if (approves(begun)) return 'not made';
  // Unless the request of before is pending still, the denial ended it.
  if (write === 'request') return mayEnd && !isDone ? 'made' : 'not made';
  // There was something to deny that no look showed: the request.
  return !isShown && (is === 'accepted' || (isDone && isBegun)) ? 'made' : 'not made';
}

function told(
  access: EntityAccess,
  verdicts: readonly { readonly one: BegunWrite; readonly verdict: Verdict }[],
): Told {
  const { begun: _, ...others } = access;
  const of = (wanted: Verdict) => verdicts.filter(({ verdict }) => verdict === wanted).map(({ one }) => one);
  const left = of('unknown');
  return { found: of('made'), access: left.length > 0 ? { ...others, begun: left } : others };
}
