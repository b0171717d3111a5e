/** A person as the page People shows them. */
import { homeOf } from '../../lib/account/account.ts';
import type { LinkedAccount } from '../../lib/account/account-item.ts';
import { knownEntities } from '../../lib/account/known-entities.ts';
import { compactEntityId } from '../../lib/entity-id.ts';
import { type KnownPerson, type SourceAccount, stateOf } from '../../lib/people/known-person.ts';
import type { Policy } from '../../lib/policy/policy.ts';
import { answerOf } from '../../operator/accounts/access-answer.ts';
import { type EntityHolder, holderOf } from '../../operator/accounts/entity-holders.ts';
import { describeHolding, describeReasons, timeText } from '../../operator/accounts/holder-words.ts';
import { originOf } from '../../operator/audit/holder-origin.ts';
import { type FoundPerson, loginOf } from '../../operator/people/people-search.ts';
import { describeKnownState, describeValue } from '../../operator/people/person-words.ts';
import { verdictsOf } from '../../operator/people/verdicts.ts';
import { entityNaming, type NameEntity } from '../../operator/policy/entity-naming.ts';
import type { DecisionRow, EntityRow, KnownValue, PersonRow, SourceAccountView } from '../shapes/people.ts';

type Entries = Parameters<typeof originOf>[1];

/** @param now milliseconds since the epoch */
export function personRow(found: FoundPerson, policy: Policy | undefined, now: number): PersonRow {
  const nameEntity = entityNaming(policy);
  const { person, linked } = found;
  const holders = linked ? holdersOf(linked, now) : [];
  const named = (wanted: string) =>
    holders.filter(({ state }) => answerOf(state) === wanted).map(({ entityId }) => nameEntity(entityId));
  return {
    ...{ key: person?.id ?? loginOf(found), login: loginOf(found) },
    name: person && nameOf(person),
    state: person && describeKnownState(person, policy?.sources),
    sources: [...new Set(person?.accounts.map(({ source }) => source))],
    ...{ access: named('yes'), pending: named('pending') },
  };
}

function holdersOf(linked: LinkedAccount, now: number): readonly EntityHolder[] {
  const ids = new Set([...knownEntities(linked), ...(linked.unmanaged?.keys() ?? [])]);
  return [...ids].flatMap((id) => holderOf(linked, id, now) ?? []);
}

/** As a source says it. Only what the policy can use is known, so it may be unknown. */
function nameOf({ accounts }: KnownPerson): string | undefined {
  const values = accounts.flatMap(({ facts }) => facts.get('displayName')?.value ?? []);
  return values.find((value) => typeof value === 'string');
}

interface Known {
  readonly linked: LinkedAccount | undefined;
  readonly policy: Policy | undefined;
  /** Of the account, in the order in which they were written. */
  readonly entries: Entries;
  readonly nameEntity: NameEntity;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** Every entity that the policy or the account names. */
export function entityRows({ linked, policy, entries, nameEntity, now }: Known): readonly EntityRow[] {
  const holders = linked ? holdersOf(linked, now) : [];
  const named = Object.values(policy?.entities ?? {}).map(compactEntityId);
  const others = named.filter((id) => !holders.some(({ entityId }) => compactEntityId(entityId) === id));
  const policyHome = policy?.entities[policy.homeEntity];
  const home = (linked && homeOf(linked.account)) ?? policyHome;
  const isHome = (id: string) => home !== undefined && compactEntityId(id) === compactEntityId(home);
  const rows = [
    ...holders.map((holder) => ({ ...heldRow(holder, entries, nameEntity), isHome: isHome(holder.entityId) })),
    ...others.map((id) => ({ ...unnamedRow(id, nameEntity), isHome: isHome(id) })),
  ];
  return rows.toSorted((one, other) => Number(other.isHome) - Number(one.isHome) || (one.name < other.name ? -1 : 1));
}

function heldRow(holder: EntityHolder, entries: Entries, nameEntity: NameEntity): Omit<EntityRow, 'isHome'> {
  const { entityId, state, reasons, seenAt } = holder;
  const { since, askedBy } = originOf(
    holder,
    entries.filter((entry) => entry.entityId === entityId),
  );
  return {
    ...{ id: entityId, name: nameEntity(entityId), answer: answerOf(state), state: describeHolding(holder) },
    ...{ why: describeReasons(holder), askedBy, since, seenAt: timeText(seenAt) },
    ends: reasons.flatMap((reason) => ('expiresAt' in reason ? (timeText(reason.expiresAt) ?? []) : [])),
    approvedBy: [...new Set(reasons.flatMap((reason) => ('approvedBy' in reason ? (reason.approvedBy ?? []) : [])))],
  };
}

function unnamedRow(id: string, nameEntity: NameEntity): Omit<EntityRow, 'isHome'> {
  return { id, name: nameEntity(id), answer: 'no', why: 'nothing names it', ends: [], askedBy: [], approvedBy: [] };
}

export function sourceViews({ accounts }: KnownPerson): readonly SourceAccountView[] {
  return accounts.map((account) => {
    const state = stateOf(account);
    return {
      title: [account.source, account.publisher].filter(Boolean).join(' of '),
      state: state ? `${state.is} since ${state.since}` : 'not known',
      values: valuesOf(account),
    };
  });
}

function valuesOf({ facts, lists }: SourceAccount): readonly KnownValue[] {
  const ofFacts = [...facts].map(([name, fact]) => ({ name, value: describeValue(fact), ...timesOf(fact) }));
  const ofLists = [...lists].flatMap(([name, { members }]) =>
    [...members].map(([member, membership]) => ({
      name,
      value: membership.isMember ? member : `not ${member}`,
      ...timesOf(membership),
    })),
  );
  return [...ofFacts, ...ofLists].toSorted((one, other) => (one.name < other.name ? -1 : 1));
}

function timesOf({ saidAt, since }: { readonly saidAt: string; readonly since: string }) {
  return { saidAt, since };
}

export function decisionRows({ decided, revision }: KnownPerson, nameEntity: NameEntity): readonly DecisionRow[] {
  if (revision === 0) return [];
  return verdictsOf(decided).flatMap(({ verdict, entities }) =>
    [...entities].map(([entityId, rules]) => ({
      entity: nameEntity(entityId),
      decision: verdict === 'ending' ? `ends ${decided.endsAt.get(entityId)}` : verdict,
      rules,
    })),
  );
}
