/** What is known of a person, as a person and a program read it. */
import {
  type EmploymentState,
  type HeldLogin,
  type KnownList,
  type KnownPerson,
  type SourceAccount,
  stateOf,
} from '../../lib/people/known-person.ts';
import type { SourceOrder } from '../../lib/people/ranked-accounts.ts';
import { leavingOf } from '../../operator/people/leaving.ts';
import { describeKnownState, describeValue } from '../../operator/people/person-words.ts';
import { verdictsOf } from '../../operator/people/verdicts.ts';
import type { NameEntity } from '../../operator/policy/entity-naming.ts';
import { describeEffect } from '../../operator/safeguard/safeguard-words.ts';
import { formatFacts, formatSection, formatTable } from '../terminal/table.ts';
import { clip } from '../terminal/text.ts';
import { toEffectJson } from './safeguard-report.ts';

export interface ShownPerson {
  readonly person: KnownPerson;
  /** The newest last. */
  readonly logins: readonly ShownLogin[];
  /** The policy's order of sources, if a policy was found. */
  readonly order?: SourceOrder;
}

/** A login with whether it is theirs still. */
export interface ShownLogin extends HeldLogin {
  readonly isTheirs: boolean;
}

const maxCellLength = 60;

/** Of the indentation of a section. */
const indent = 2;

/** @param width of the terminal in characters, if there is one */
export function personSections(
  { person, logins, order }: ShownPerson,
  nameEntity: NameEntity,
  width: number | undefined,
): readonly string[] {
  const inner = width === undefined ? undefined : width - indent;
  const state = describeKnownState(person, order);
  return [
    formatSection('Person', formatFacts({ Id: person.id, State: state, ...loginFacts(logins) })),
    ...person.accounts.map((account) => formatSection(describeAccount(account), accountContent(account, inner))),
    formatSection('Decided last', decidedContent(person, nameEntity, inner)),
    ...waitingSection(person, nameEntity, inner),
  ];
}

function loginFacts(logins: readonly ShownLogin[]): Record<string, string> {
  const facts = logins.toReversed().map(({ login, generation, isTheirs }, index) => {
    const notes = [`generation ${generation}`, ...(isTheirs ? [] : ['now of somebody else'])].join(', ');
    return [index === 0 ? 'Login' : `Login ${index + 1}`, `${clip(login, maxCellLength)} (${notes})`] as const;
  });
  return Object.fromEntries(facts.length > 0 ? facts : [['Login', 'none yet']]);
}

function describeAccount({ source, publisher }: SourceAccount): string {
  const by = publisher === undefined ? '' : ` of ${publisher}`;
  return clip(`Account in ${source}${by}`, maxCellLength + indent);
}

function accountContent(account: SourceAccount, width: number | undefined): string {
  const { facts, lists } = account;
  const factRows = [...facts]
    .toSorted(byName)
    .map(([name, fact]) => [name, describeValue(fact), fact.saidAt, fact.since]);
  const memberRows = [...lists].toSorted(byName).flatMap(listRows);
  return [
    formatFacts(stateFacts(stateOf(account))),
    ...table(['ATTRIBUTE', 'VALUE', 'SAID AT', 'SINCE'], factRows, width),
    ...table(['LIST', 'NAME', 'MEMBER', 'SAID AT', 'SINCE'], memberRows, width),
  ].join('\n\n');
}

function stateFacts(state: EmploymentState | undefined): Record<string, string> {
  if (state === undefined) return { State: 'not known' };
  const { is, since, saidAt, reportedAt } = state;
  return { State: `${is} since ${since}`, 'First said at': reportedAt, 'Last said at': saidAt };
}

function listRows([name, { members, wholeAt }]: readonly [string, KnownList]): string[][] {
  const whole = wholeAt === undefined ? [] : [[name, 'all others', 'no', wholeAt, '-']];
  const rows = [...members]
    .toSorted(byName)
    .map(([member, { isMember, saidAt, since }]) => [name, member, isMember ? 'yes' : 'no', saidAt, since]);
  return [...rows, ...whole];
}

function decidedContent({ decided, revision }: KnownPerson, nameEntity: NameEntity, width: number | undefined): string {
  if (revision === 0) return 'nothing yet';
  const { isSuspended, hasLeft, leftAt, home } = decided;
  const facts = formatFacts({
    Revision: revision,
    'Ends all access': hasLeft ? 'yes' : isSuspended ? 'until they are back' : 'no',
    'Left at': leftAt,
    'Home entity': home === undefined ? undefined : nameEntity(home),
  });
  const rows = verdictsOf(decided).flatMap(({ verdict, entities }) =>
    [...entities].map(([entityId, rules]) => [
      nameEntity(entityId),
      verdict === 'ending' ? `ends ${decided.endsAt.get(entityId)}` : verdict,
      rules.join(', ') || '-',
    ]),
  );
  return [facts, ...table(['ENTITY', 'DECISION', 'RULES'], rows, width)].join('\n\n');
}

/** None for somebody of whom nothing waits. */
function waitingSection(
  { quarantined = [] }: KnownPerson,
  nameEntity: NameEntity,
  width: number | undefined,
): readonly string[] {
  const rows = quarantined.map(({ kind, entityId, behind, cause, set, since }) => [
    ...[entityId === undefined ? 'all' : nameEntity(entityId), describeEffect({ kind }), behind.join(', ') || '-'],
    ...[cause, set, since],
  ]);
  const titles = ['ENTITY', 'CHANGE', 'RULES OR SOURCES', 'CAUSE', 'SET', 'WAITING SINCE'];
  return table(titles, rows, width).map((content) => formatSection('Waits for an operator', content));
}

/** None without rows. */
function table(titles: readonly string[], rows: readonly (readonly string[])[], width: number | undefined): string[] {
  const cells = rows.map((row) => row.map((cell) => clip(cell, maxCellLength)));
  return rows.length === 0 ? [] : [formatTable(titles, cells, width)];
}

/** By code units, so that the order is the same on every machine. */
function byName([one]: readonly [string, unknown], [other]: readonly [string, unknown]): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}

export function toPersonJson({ person, logins, order }: ShownPerson): object {
  return {
    id: person.id,
    logins,
    leaving: leavingOf(person, order) ?? null,
    accounts: person.accounts.map(toAccountJson),
    decided: toDecidedJson(person),
    quarantined: (person.quarantined ?? []).map(toEffectJson),
  };
}

function toAccountJson(account: SourceAccount): object {
  const { source, publisher, facts, lists } = account;
  return {
    ...{ source, publisher: publisher ?? null, state: stateOf(account) ?? null },
    facts: [...facts].toSorted(byName).map(([attribute, fact]) => ({ attribute, ...fact })),
    lists: [...lists].toSorted(byName).map(([list, { members, wholeAt = null }]) => ({
      ...{ list, wholeAt },
      members: [...members].toSorted(byName).map(([name, membership]) => ({ name, ...membership })),
    })),
  };
}

function toDecidedJson({ decided, revision }: KnownPerson): object | null {
  if (revision === 0) return null;
  const { isSuspended, hasLeft, leftAt = null, home = null } = decided;
  const entities = verdictsOf(decided).map(({ verdict, entities: all }) => [
    verdict,
    [...all].map(([entityId, rules]) => ({
      ...{ entityId, rules },
      ...(verdict === 'ending' && { endsAt: decided.endsAt.get(entityId) }),
    })),
  ]);
  return { revision, isSuspended, hasLeft, leftAt, home, ...Object.fromEntries(entities) };
}
