/** Tells whether a person is there, is suspended or has left, by the states in all sources. */
import { type EmploymentState, type KnownPerson, type SourceAccount, stateOf } from './known-person.ts';
import { firstWithState, isCounting, rankedAccounts, type SourceOrder } from './ranked-accounts.ts';
import { earlier, later } from './statement-times.ts';

export interface Presence {
  /** When the person left; undefined if they have not. */
  readonly leftAt: string | undefined;
  /** When the person was suspended; undefined if they are not, or have left. */
  readonly suspendedAt?: string | undefined;
  /**
   * Access from before this time is over, though the person is active: their source replaced a suspended account, or told
   * late that they had left.
   */
  readonly overUntil?: string | undefined;
}

type Known = Pick<KnownPerson, 'accounts'>;

export function presenceOf(person: Known, order?: SourceOrder): Presence {
  const leftAt = lastOf(leavingsOf(person, order));
  return {
    leftAt,
    suspendedAt: leftAt === undefined ? lastEndOf(person, order) : undefined,
    overUntil: lastReplacement(person.accounts.filter(({ source }) => isCounting(source, order))),
  };
}

/** Whether the first source that knows the state says so of one of its accounts. */
export function isKnownActive({ accounts }: Known, order?: SourceOrder): boolean {
  return firstWithState(accounts, order).some(isInUse);
}

/** When the person left or was suspended, as it was said last; undefined if neither. */
export function lastEndOf(person: Known, order?: SourceOrder): string | undefined {
  return lastOf([...leavingsOf(person, order), ...suspensionsOf(person, order)]);
}

function lastOf(ends: readonly (readonly EmploymentState[])[]): string | undefined {
  return ends
    .flatMap((states) => states.map(({ saidAt }) => saidAt))
    .toSorted()
    .at(-1);
}

/**
 * The states in each source that the person has left: every account there is over. Somebody rehired may have a new account
 * there. Who leaves one source has left. With an order, the first source decides that knows the state.
 */
export function leavingsOf({ accounts }: Known, order?: SourceOrder): readonly (readonly EmploymentState[])[] {
  return endsIn(firstWithState(accounts, order)).filter(isLeaving);
}

/**
 * The states in each source that has suspended the person, and has no account of theirs in use. A leaver of a later source is
 * only suspended: the first one may know better.
 */
export function suspensionsOf({ accounts }: Known, order?: SourceOrder): readonly (readonly EmploymentState[])[] {
  const first = firstWithState(accounts, order);
  const later = rankedAccounts(accounts, order)
    .flat()
    .filter((account) => !first.includes(account));
  const suspended = endsIn(first).map((states) => states.filter(({ is }) => is === 'suspended'));
  return [...suspended, ...endsIn(later)].filter((states) => states.length > 0);
}

/** Whether a source says that the person has left or is suspended, and only reports it: the order does not list the source. */
export function isEndOnlyReported({ accounts }: Known, source: string, order: SourceOrder): boolean {
  const own = accounts.filter((account) => account.source === source);
  return !isCounting(source, order) && endsIn(own).length > 0;
}

/**
 * The accounts as if no source had ended the last one in it. Those that were over before still are: they may be another
 * person's who had the login then.
 */
export function withoutLastEnds(accounts: readonly SourceAccount[]): readonly SourceAccount[] {
  const replaced = replacedIn(accounts);
  const ofSources = [...Map.groupBy(accounts, sourceOf).values()].filter((ofSource) => !ofSource.some(isInUse));
  const lastEnds = new Map(
    ofSources.flatMap((ofSource) => {
      const ends = ofSource.flatMap((account) => {
        const state = replaced.includes(account) ? undefined : stateOf(account);
        return state === undefined ? [] : [[account, state] as const];
      });
      return ends.toSorted(([, one], [, other]) => (one.saidAt < other.saidAt ? -1 : 1)).slice(-1);
    }),
  );
  return accounts.map((account) => {
    const end = lastEnds.get(account);
    return end === undefined ? account : { ...account, suspension: undefined, state: { ...end, is: 'active' } };
  });
}

/** The sources by which the person has left, or is suspended. */
export function sourcesOut({ accounts }: Known, order: SourceOrder): readonly string[] {
  return [...new Set(accounts.map(({ source }) => source))].filter((source) => {
    const own = accounts.filter((account) => account.source === source);
    return isCounting(source, order) && lastEndOf({ accounts: own }) !== undefined;
  });
}

/** The suspended accounts that do not come back: their source knows the person by another one now. */
export function replacedIn(accounts: readonly SourceAccount[]): readonly SourceAccount[] {
  return accounts.filter((account) => {
    const { is, since = '' } = stateOf(account) ?? {};
    const others = accounts.filter((other) => other !== account && sourceOf(other) === sourceOf(account));
    // The source may go on saying that an account from before is over.
    return is === 'suspended' && others.some((other) => isInUse(other) || (other.state?.since ?? '') > since);
  });
}

/** Whoever used another account already when one was suspended goes on with it: nothing of theirs is over. */
function lastReplacement(accounts: readonly SourceAccount[]): string | undefined {
  const replacements = replacedIn(accounts).flatMap((account) => {
    const { saidAt = '', since = '' } = stateOf(account) ?? {};
    const others = accounts.filter((other) => other !== account && sourceOf(other) === sourceOf(account));
    const [first] = startsOf(others).filter((start) => start > since);
    const isBeside = startsOf(others.filter(isInUse)).some((start) => start <= since);
    // The source may go on saying that the account is suspended, long after the other one has come.
    return first === undefined || isBeside ? [] : [earlier(saidAt, first)];
  });
  return replacements.toSorted().at(-1);
}

/** Since when accounts are in use, and known to be. */
function startsOf(accounts: readonly SourceAccount[]): readonly string[] {
  return accounts.flatMap(({ state }) => (state ? [later(state.since, state.reportedAt)] : [])).toSorted();
}

/**
 * The newest leaving that was told after the return from it. It is none if the person had another account in its source then,
 * was out already, or if another source says whether they are there. It is no part of a person's presence, which is the same
 * in whatever order events arrive.
 */
export function lateLeaving({ accounts }: Known, order: SourceOrder): string | undefined {
  const first = firstWithState(accounts, order);
  const leavings = first.flatMap((account) => {
    const { lateLeftAt } = account;
    if (lateLeftAt === undefined || hadOther(accounts, account, lateLeftAt)) return [];
    const wasOut = first.some((one) => wasOutIn(one, lateLeftAt) && !hadOther(accounts, one, lateLeftAt));
    return wasOut ? [] : [lateLeftAt];
  });
  return leavings.toSorted().at(-1);
}

/** Whether the person had left by the account at that time, as was known when it was in use again. */
function wasOutIn({ lastLeftAt, state }: SourceAccount, time: string): boolean {
  if (lastLeftAt === undefined || lastLeftAt > time) return false;
  return state?.is !== 'active' || time < later(state.since, state.reportedAt);
}

/** Whether another account in the account's source was in use at that time, and is so still. */
function hadOther(accounts: readonly SourceAccount[], account: SourceAccount, time: string): boolean {
  const others = accounts.filter((other) => other !== account && sourceOf(other) === sourceOf(account));
  return startsOf(others.filter(isInUse)).some((start) => start <= time);
}

/** The states in each source that has no account of the person in use. */
function endsIn(accounts: readonly SourceAccount[]): readonly (readonly EmploymentState[])[] {
  const replaced = replacedIn(accounts);
  const others = accounts.filter((account) => !replaced.includes(account));
  return [...Map.groupBy(others, sourceOf).values()]
    .map((ofSource) => ofSource.flatMap((account) => stateOf(account) ?? []))
    .filter((states) => states.length > 0 && states.every(({ is }) => is !== 'active'));
}

function isLeaving(states: readonly EmploymentState[]): boolean {
  return states.every(({ is }) => is === 'left');
}

function isInUse(account: SourceAccount): boolean {
  return stateOf(account)?.is === 'active';
}

function sourceOf({ source, publisher = '' }: SourceAccount): string {
  return `${source} ${publisher}`;
}
