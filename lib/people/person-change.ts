/** Works out how an event changes a person. */
import type { PersonReading } from '../identity/reading.ts';
import { comparableText } from '../policy/comparable-text.ts';
import type { Policy } from '../policy/policy.ts';
import { policyHash } from '../policy/policy-hash.ts';
import type { RuleJudgement } from '../policy/rule-judgement.ts';
import { isOfPerson, isOpenLeaving } from '../safeguard/effect.ts';
import { newlyProposed, type QuarantinedEffect } from '../safeguard/quarantined.ts';
import { type AccessChange, accessChange, noChange } from './access-change.ts';
import { type DecidedAccess, isSameAccess } from './decided-access.ts';
import { decide, judge } from './decision.ts';
import { endedGroups, type GroupEnds, noGroupEnds, withGroupEnds } from './group-ends.ts';
import type { SourceReading } from './identification.ts';
import { decidedIfStaying, outcomeOf } from './kept-leaving.ts';
import { knowledgeFor } from './knowledge.ts';
import type { KnownPerson, SourceAccount } from './known-person.ts';
import { isNestedMember } from './nested-member.ts';
import { isEndOnlyReported, lateLeaving, sourcesOut } from './presence.ts';
import type { Proposal } from './proposed-change.ts';
import { isCounting } from './ranked-accounts.ts';
import { accountsAfter } from './recording.ts';
import {
  nothingFromBefore,
  policyApplied,
  type RevocationCause,
  removalFrom,
  revocationCauseOf,
} from './revocation-cause.ts';
import { laterOf } from './statement-times.ts';

export interface ChangedPerson {
  readonly person: KnownPerson;
  readonly change: AccessChange;
  /** Whether something else is decided than before. */
  readonly isRevised: boolean;
  readonly isNestedGroup: boolean;
  /** Whether the policy does not list the source: what it says is remembered, and decides nothing. */
  readonly isUnlisted: boolean;
  /** One for each rule of the policy, in its order. */
  readonly judgements: readonly RuleJudgement[];
  /** What the event would have changed, and what waits for an operator instead. */
  readonly quarantined: readonly QuarantinedEffect[];
}

/** What was told of the person last; nothing as long as they had no login. */
type Told = Pick<KnownPerson, 'decided' | 'revision'>;

/**
 * The change at the time of the event, where no safeguard keeps anything from happening.
 *
 * @param source the name of the reading's source
 * @throws BadEvent `person-too-large`
 */
export function changedBy(
  policy: Policy,
  before: KnownPerson,
  reading: PersonReading,
  source: string,
  told: Told = before,
  groupEnds: GroupEnds = noGroupEnds,
): ChangedPerson {
  const circumstances = { groupEnds, now: Date.parse(reading.time) };
  const proposal = proposalOf(policy, before, { reading, source }, circumstances);
  if (proposal === undefined) return unchanged(policy, before, { source });
  return settled(policy, before, proposal, [], told);
}

interface Circumstances {
  readonly groupEnds: GroupEnds;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/**
 * What an event would change; undefined if it is about a group in a group.
 *
 * @throws BadEvent `person-too-large`
 */
export function proposalOf(
  policy: Policy,
  before: KnownPerson,
  { reading, source }: SourceReading,
  { groupEnds, now }: Circumstances,
): Proposal | undefined {
  if (isNestedMember(policy, before, { reading, source })) return undefined;
  const isUnlisted = !isCounting(source, policy.sources);
  const accounts = accountsAfter(policy, before, { reading, source }, groupEnds);
  const isEnd = reading.change === 'left' || reading.change === 'suspended';
  const isMembership = reading.change === 'added-to-group' || reading.change === 'removed-from-group';
  const cause = isUnlisted ? nothingFromBefore : revocationCauseOf(reading);
  return {
    groups: isMembership ? reading.groups.map(comparableText) : [],
    ...proposalBy(policy, { ...before, accounts }, cause, now),
    isOverruled: isEnd && isEndOnlyReported({ accounts }, source, policy.sources),
    isUnlisted,
  };
}

/**
 * What would change by what is known alone, without an event.
 *
 * @param isApplied whether an operator has applied the policy to the person. The end of a group is decided first, for itself
 */
export function proposalAnew(
  policy: Policy,
  before: KnownPerson,
  { groupEnds, now }: Circumstances,
  isApplied = false,
): Proposal {
  const accounts = withGroupEnds(before.accounts, groupEnds);
  const counting = (all: readonly SourceAccount[]) => all.filter(({ source }) => isCounting(source, policy.sources));
  const groups = endedGroups(counting(before.accounts), counting(accounts));
  const proposalFor = (cause: RevocationCause) => ({
    ...proposalBy(policy, { ...before, accounts }, cause, now),
    ...{ groups, isOverruled: false, isUnlisted: false },
  });
  if (groups.length > 0) return proposalFor(removalFrom({ groups }));
  return isApplied
    ? { ...proposalFor(policyApplied), appliedPolicy: policyHash(policy) }
    : proposalFor(nothingFromBefore);
}

/** @param known with what was decided last */
function proposalBy(
  policy: Policy,
  known: KnownPerson,
  cause: RevocationCause,
  now: number,
): Omit<Proposal, 'groups' | 'isOverruled' | 'isUnlisted'> {
  const knowledge = knowledgeFor(policy, known);
  const judgements = judge(policy, knowledge);
  const occasion = { cause, now, waiting: known.quarantined ?? [] };
  const presence = { ...knowledge, overUntil: laterOf(knowledge.overUntil, lateLeaving(known, policy.sources)) };
  const decided = decide(policy, presence, judgements, known.decided, occasion);
  const isOut = (knowledge.leftAt ?? knowledge.suspendedAt) !== undefined;
  const outIn = sourcesOut(known, policy.sources);
  const staying = decidedIfStaying(policy, known, { decided, outIn }, occasion);
  return {
    ...{ accounts: known.accounts, decided, cause, isOut, outIn },
    judgements: staying?.judgements ?? judgements,
    staying: staying?.decided,
  };
}

/** @param kept what is not to happen now */
export function settled(
  policy: Policy,
  before: KnownPerson,
  proposal: Proposal,
  kept: readonly QuarantinedEffect[],
  told: Told = before,
): ChangedPerson {
  const { accounts, cause, judgements, isOverruled, isUnlisted } = proposal;
  const { waiting, ...outcome } = outcomeOf(before.decided, proposal, kept);
  const decided = { ...outcome.decided, mayHaveLeft: waiting.some(isOpenLeaving) };
  const isRevised = !isSameAccess(decided, decidedBefore(before, decided));
  const quarantined = newlyProposed(before.quarantined ?? [], waiting);
  const isOut = proposal.isOut && !waiting.some(isOfPerson);
  return {
    person: {
      ...{ ...before, accounts, decided, revision: before.revision + (isRevised ? 1 : 0) },
      quarantined: waiting.length > 0 ? waiting : undefined,
    },
    change: accessChange(policy, told, decided, { ...cause, isOut, isOverruled, quarantined }),
    ...{ isRevised, isNestedGroup: false, isUnlisted, judgements, quarantined },
  };
}

/** By an event that says nothing of the person. */
export function unchanged(
  policy: Policy,
  person: KnownPerson,
  { source }: Pick<SourceReading, 'source'>,
): ChangedPerson {
  const isUnlisted = !isCounting(source, policy.sources);
  const judgements = judge(policy, knowledgeFor(policy, person));
  return {
    ...{ person, change: noChange, isRevised: false, isNestedGroup: true },
    ...{ isUnlisted, judgements, quarantined: [] },
  };
}

/** Where a first decision gives and ends nothing, nothing was decided. */
function decidedBefore({ decided, revision }: KnownPerson, { home }: DecidedAccess): DecidedAccess {
  return revision === 0 ? { ...decided, home } : decided;
}
