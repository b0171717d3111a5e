/** Tells in the log what became of one change of a person. */
import type { PersonReading } from '../identity/reading.ts';
import type { AccessChange } from '../people/access-change.ts';
import type { KnownPerson } from '../people/known-person.ts';
import type { Learnt } from '../people/learnt.ts';
import type { OwnChange } from '../people/occasion.ts';
import type { ChangedPerson } from '../people/person-change.ts';
import type { RuleJudgement } from '../policy/rule-judgement.ts';
import type { EventLine } from './plan.ts';

/** The reason of what a source says that the policy does not list. */
const unlisted = 'unlisted-source';

/** @param person after the whole message; undefined if nothing is remembered of them */
export function learntLine(
  { id, change, effectiveAt }: Pick<PersonReading, 'id' | 'change' | 'effectiveAt'>,
  source: string,
  learnt: Learnt,
  person: KnownPerson | undefined,
): EventLine {
  const said = { source, eventId: id, change };
  if (learnt.is === 'unresolvable') return { outcome: 'unresolvable', ...said, reason: learnt.reason };
  const username = person?.logins.at(-1)?.login;
  const told = {
    ...said,
    ...(username !== undefined && { username }),
    ...changedEntities(learnt),
    ...(effectiveAt !== undefined && { effectiveAt }),
    ...(learnt.change.reported.length > 0 && learnt.isUnlisted && { detail: unlisted }),
  };
  return { ...outcomeOf(learnt, person), ...told };
}

/**
 * The line of a look at a person, without what it says of the decision's event.
 *
 * @param decided undefined if nothing was decided anew
 * @param sent the decisions that were sent
 * @param reason why something was decided
 * @returns undefined if the look found everything as it should be
 */
export function lookLine(
  decided: Pick<ChangedPerson, 'change' | 'isRevised' | 'judgements' | 'quarantined'> | undefined,
  sent: readonly { readonly id: string }[],
  reason: OwnChange,
): (Pick<EventLine, 'outcome' | 'reason' | 'sent'> & ChangedEntities) | undefined {
  const changed = decided === undefined ? {} : changedEntities(decided);
  const ids = sent.map(({ id }) => id);
  if (changed.quarantined !== undefined) return { outcome: 'quarantined', reason, ...changed, sent: ids };
  if (decided?.isRevised === true) return { outcome: 'translated', reason, ...changed, sent: ids };
  if (changed.reported !== undefined) return { outcome: 'ignored', reason: 'report-only', ...changed };
  if (changed.ending !== undefined) return { outcome: 'ignored', reason: 'grace', ...changed };
  return ids.length > 0 ? { outcome: 'translated', reason: 'sent-again', sent: ids } : undefined;
}

type ChangedEntities = Pick<EventLine, keyof AccessChange | 'unknown' | 'quarantineSets' | 'causes'>;

function changedEntities({
  change: { granted, revoked, reported, ending, endsAt, grantedBy, endedBy, withheld, withheldBy, quarantined: names },
  judgements,
  quarantined,
}: Pick<ChangedPerson, 'change' | 'judgements' | 'quarantined'>): ChangedEntities {
  return {
    ...(granted.length > 0 && { granted, grantedBy }),
    ...(revoked.length > 0 && { revoked, endedBy }),
    ...(reported.length > 0 && { reported, endedBy }),
    ...(endsAt !== undefined && { ending, endsAt, endedBy }),
    ...(withheld.length > 0 && { withheld, withheldBy, unknown: unknownTo(judgements, withheldBy) }),
    ...(quarantined.length > 0 && {
      quarantined: names,
      quarantineSets: [...new Set(quarantined.map(({ set }) => set))],
      causes: [...new Set(quarantined.map(({ cause }) => cause))],
    }),
  };
}

/** What the rules would have to know. */
function unknownTo(judgements: readonly RuleJudgement[], rules: readonly string[]): readonly string[] {
  return [...new Set(judgements.flatMap(({ rule, unknown }) => (rules.includes(rule.id) ? unknown : [])))];
}

function outcomeOf(
  { change, isRevised, isNestedGroup, isUnlisted, judgements, quarantined }: Extract<Learnt, { is: 'learnt' }>,
  person: KnownPerson | undefined,
): Pick<EventLine, 'outcome' | 'reason'> {
  if (isNestedGroup) return { outcome: 'ignored', reason: 'nested-group' };
  if (quarantined.length > 0) return { outcome: 'quarantined' };
  if (change.granted.length + change.revoked.length > 0) return { outcome: 'translated' };
  if (change.reported.length > 0) return { outcome: 'ignored', reason: 'report-only' };
  if (change.ending.length > 0) return { outcome: 'ignored', reason: 'grace' };
  if (isRevised) return { outcome: 'translated', reason: 'blocked' };
  if (isUnlisted) return { outcome: 'ignored', reason: unlisted };
  if (change.withheld.length > 0) return { outcome: 'ignored', reason: 'withheld' };
  if (person !== undefined && person.revision > 0) return { outcome: 'ignored', reason: 'no-change' };
  const isDenied = judgements.some(({ rule, verdict }) => verdict === 'matches' && rule.grant !== undefined);
  return { outcome: 'ignored', reason: isDenied ? 'denied' : 'no-rule' };
}
