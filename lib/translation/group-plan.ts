/** Plans what an event about a group as a whole changes. */
import type { GroupReading } from '../identity/reading.ts';
import type { TranslationLine } from '../log-line.ts';
import type { NamedGroup } from '../people/known-group.ts';
import { isCounting } from '../people/ranked-accounts.ts';
import { usableFacts, usableMembers } from '../people/usable-facts.ts';
import { comparableValues } from '../policy/comparable-values.ts';
import { namesOneOf } from '../policy/pattern.ts';
import type { Policy } from '../policy/policy.ts';

/** To be remembered, before everybody who is known to be in the groups is decided anew. */
export interface GroupEnd {
  /** One for each name and id by which rules can ask for it. */
  readonly groups: readonly NamedGroup[];
  readonly at: 'deletedAt' | 'replacedAt';
  readonly time: string;
  /** Whether the policy does not list the source: the end is remembered, and decides nothing. */
  readonly isUnlisted?: true;
}

type GroupLine = Pick<TranslationLine, 'outcome' | 'source' | 'eventId' | 'reason' | 'detail'>;

export interface PlannedGroup {
  readonly line: GroupLine;
  readonly groupEnd?: GroupEnd;
}

export function planGroup(policy: Policy, reading: GroupReading, source: string): PlannedGroup {
  const { change, id: eventId } = reading;
  if (change === 'group-renamed') return planRenaming(policy, reading, source);
  const groups = usableGroups(policy, reading, source);
  if (groups.length === 0) return { line: { ...silence(reading), source, eventId } };
  const at = change === 'members-replaced' ? 'replacedAt' : 'deletedAt';
  const groupEnd: GroupEnd = { groups, at, time: reading.time };
  if (!isCounting(source, policy.sources)) {
    const line = { outcome: 'ignored', source, eventId, reason: 'unlisted-source' } as const;
    return { line, groupEnd: { ...groupEnd, isUnlisted: true } };
  }
  return { line: { outcome: 'translated', source, eventId, reason: change, ...leftOut(policy, reading) }, groupEnd };
}

/** Memberships that may go on, though the source has ended them. */
function leftOut({ rules }: Policy, { hasIdsOnly, directory, groups }: GroupReading): Pick<GroupLine, 'detail'> {
  if (directory !== undefined) return { detail: 'without accounts of which the source has told no directory yet' };
  if (!hasIdsOnly) return {};
  const ids = comparableValues(groups);
  const asking = rules.filter((rule) => matchersOf(rule).some((matcher) => !namesOneOf(matcher, ids)));
  return asking.length === 0 ? {} : { detail: `ids-only: ${asking.map(({ id }) => id).join(', ')}` };
}

/** What a rule asks of groups. */
function matchersOf({ when }: Policy['rules'][number]) {
  return Object.hasOwn(when, 'groups') ? (when['groups'] ?? []) : [];
}

/** Nothing is known of memberships in other groups. */
function usableGroups(policy: Policy, reading: GroupReading, source: string): readonly NamedGroup[] {
  const { publisher, directory, groups } = reading;
  const group = { source, ...(publisher !== undefined && { publisher }) };
  if (directory !== undefined) return asksForGroups(policy) ? [{ ...group, directory }] : [];
  return usableMembers(usableFacts(policy), 'groups', groups).map((name) => ({ ...group, name }));
}

function asksForGroups({ rules }: Policy): boolean {
  return rules.some(({ when }) => Object.hasOwn(when, 'groups'));
}

/** Rules may ask for the name of a group whose id alone is told. */
function silence({ change, hasIdsOnly, directory }: GroupReading): Pick<GroupLine, 'outcome' | 'reason'> {
  if (!hasIdsOnly || directory !== undefined) return { outcome: 'ignored', reason: 'no-rule' };
  return { outcome: 'unresolvable', reason: change === 'members-replaced' ? 'former-members' : 'ids-only' };
}

/** Nobody's membership ends: a rule that asks for the old name has to be written anew. */
function planRenaming(
  { rules }: Policy,
  { id: eventId, formerNames = [] }: GroupReading,
  source: string,
): PlannedGroup {
  const former = comparableValues(formerNames);
  const asking = rules.filter((rule) => matchersOf(rule).some((matcher) => namesOneOf(matcher, former)));
  const line: GroupLine = { outcome: 'ignored', source, eventId, reason: 'no-rule' };
  if (asking.length === 0) return { line };
  return { line: { ...line, reason: 'group-renamed', detail: asking.map(({ id }) => id).join(', ') } };
}
