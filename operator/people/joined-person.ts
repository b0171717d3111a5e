/** What is known of two people who turned out to be one. */
import { type DecidedAccess, isSameAccess, type RulesByEntity } from '../../lib/people/decided-access.ts';
import type { HeldLogin, KnownPerson, SourceAccount } from '../../lib/people/known-person.ts';
import { mergedAccount } from '../../lib/people/merging.ts';
import { withinBound } from '../../lib/people/person-bound.ts';
import { withoutRenamesOutside, withRevisedChains } from '../../lib/people/renamed-logins.ts';
import { accountKeys, keysOfAccount } from '../../lib/people/source-accounts.ts';
import { earlier, later } from '../../lib/people/statement-times.ts';
import { effectKey } from '../../lib/safeguard/effect.ts';
import type { QuarantinedEffect } from '../../lib/safeguard/quarantined.ts';

/**
 * The first with the accounts of the second, and with what was decided about either, or waits of either: the look that follows
 * decides what of it stays.
 *
 * @param taken the logins of the second, as they become the first's
 * @throws BadEvent `person-too-large`
 */
export function joinedPerson(first: KnownPerson, second: KnownPerson, taken: readonly HeldLogin[]): KnownPerson {
  const names = new Set(taken.map(({ login }) => login));
  const decided = joinedAccess(first.decided, second.decided);
  const own = first.logins.filter(({ login }) => !names.has(login));
  const isRevised = !isSameAccess(decided, first.decided);
  const joined = {
    ...first,
    accounts: withinBound(second.accounts.reduce(withAccount, first.accounts)),
    // The newest comes last: the login that the operator names first stays the first to be shown.
    logins: [
      ...withoutRenamesOutside(taken).map((held) => withLeaving(held, second.decided, decided)),
      ...withoutRenamesOutside(own).map((held) => withLeaving(held, first.decided, decided)),
    ],
    decided,
    revision: isRevised ? Math.max(first.revision, second.revision) + 1 : first.revision,
    quarantined: joinedQuarantine(first, second),
  };
  return withRevisedChains(first, joined);
}

/** What waits of both waits once, for the answer that is still to come: an operator has not said it of both. */
function joinedQuarantine(
  { quarantined: first = [] }: KnownPerson,
  { quarantined: second = [] }: KnownPerson,
): KnownPerson['quarantined'] {
  const all = [...first, ...second].toSorted((one, other) => Number(isAnswered(one)) - Number(isAnswered(other)));
  const joined = [...Map.groupBy(all, effectKey).values()].flatMap(([one, ...others]) =>
    one === undefined ? [] : { ...one, behind: behindAny([one, ...others]) },
  );
  return joined.length > 0 ? joined : undefined;
}

function isAnswered({ isKept }: QuarantinedEffect): boolean {
  return isKept === true;
}

function behindAny(effects: readonly QuarantinedEffect[]): readonly string[] {
  return [...new Set(effects.flatMap(({ behind }) => behind))].toSorted();
}

/** Accounts of one source that are not over, and not the same: the people may be two. */
export function conflictingAccounts(
  first: Pick<KnownPerson, 'accounts'>,
  second: Pick<KnownPerson, 'accounts'>,
): readonly (readonly [SourceAccount, SourceAccount])[] {
  const present = ({ accounts }: Pick<KnownPerson, 'accounts'>) => accounts.filter(({ state }) => state?.is !== 'left');
  return present(first).flatMap((one) =>
    present(second)
      .filter((other) => isOfOneSource(one, other) && !isSameAccount(one, other))
      .map((other) => [one, other] as const),
  );
}

function withAccount(accounts: readonly SourceAccount[], added: SourceAccount): readonly SourceAccount[] {
  const same = accounts.find((account) => isOfOneSource(account, added) && isSameAccount(account, added));
  if (same === undefined) return [...accounts, added];
  return accounts.map((account) => (account === same ? mergedAccount(account, added) : account));
}

function isOfOneSource(one: SourceAccount, other: SourceAccount): boolean {
  return one.source === other.source && one.publisher === other.publisher;
}

/** By the surest key that both have. */
export function isSameAccount(one: SourceAccount, other: SourceAccount): boolean {
  const [keys, others] = [keysOfAccount(one), keysOfAccount(other)];
  const shared = accountKeys.find((key) => keys.has(key) && others.has(key));
  return shared !== undefined && keys.get(shared) === others.get(shared);
}

/** What was over for a login before stays over, and nothing of the others. */
function withLeaving(held: HeldLogin, { leftAt }: DecidedAccess, joined: DecidedAccess): HeldLogin {
  if (leftAt === undefined || leftAt === joined.leftAt) return held;
  return { ...held, leftBefore: later(leftAt, held.leftBefore ?? leftAt) };
}

function joinedAccess(first: DecidedAccess, second: DecidedAccess): DecidedAccess {
  const assignments = joinedRules(first.assignments, second.assignments);
  const ended = joinedRules(first.ended, second.ended);
  const withheld = joinedRules(first.withheld, second.withheld);
  return {
    assignments,
    reported: joinedRules(first.reported, second.reported),
    denials: joinedRules(first.denials, second.denials),
    ended: new Map([...ended].filter(([id]) => !assignments.has(id))),
    withheld: new Map([...withheld].filter(([id]) => !assignments.has(id))),
    endsAt: joinedEnds([first, second]),
    isSuspended: first.isSuspended && second.isSuspended,
    hasLeft: first.hasLeft && second.hasLeft,
    mayHaveLeft: first.mayHaveLeft || second.mayHaveLeft,
    // The later leaving, or the only one, holds for its own logins.
    leftAt: first.leftAt && second.leftAt && earlier(first.leftAt, second.leftAt),
    home: first.home ?? second.home,
  };
}

/** What one of them has for good, they have for good. */
function joinedEnds(both: readonly DecidedAccess[]): DecidedAccess['endsAt'] {
  const ends = both.flatMap(({ endsAt }) => [...endsAt]).toSorted(([, one], [, other]) => (one < other ? -1 : 1));
  const isForGood = (id: string) => both.some(({ assignments, endsAt }) => assignments.has(id) && !endsAt.has(id));
  return new Map(ends.filter(([id]) => !isForGood(id)));
}

function joinedRules(first: RulesByEntity, second: RulesByEntity): RulesByEntity {
  const ids = new Set([...first.keys(), ...second.keys()]);
  return new Map([...ids].map((id) => [id, [...new Set([...(first.get(id) ?? []), ...(second.get(id) ?? [])])]]));
}
