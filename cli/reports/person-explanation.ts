/** Explains how a policy judges a person: what is known of them, each rule, and each entity. */
import { hyphenatedEntityId } from '../../lib/entity-id.ts';
import { cleared } from '../../lib/identity/person.ts';
import type { KnownPerson } from '../../lib/people/known-person.ts';
import { describeWithDenials } from '../../operator/policy/access-words.ts';
import type { KnownFact } from '../../operator/policy/known-facts.ts';
import type { JudgedPerson } from '../../operator/policy/known-person-trial.ts';
import { knownValuesOf } from '../../operator/policy/known-values.ts';
import { formatFacts, formatSection, formatTable } from '../terminal/table.ts';
import { clip } from '../terminal/text.ts';
import { describeJudgements } from './policy-explanation.ts';

const maxCellLength = 60;

/** Of the indentation of a section. */
const indent = 2;

/** @param width of the terminal in characters, if there is one */
export function personExplanation(
  person: Pick<KnownPerson, 'logins' | 'accounts'>,
  { knowledge, judgements, entitlements }: JudgedPerson,
  known: readonly KnownFact[],
  width: number | undefined,
): string {
  const inner = width === undefined ? undefined : width - indent;
  const facts = {
    logins: loginsOf(person).join(', ') || undefined,
    sources: sourcesOf(person).join(', '),
    'left at': knowledge.leftAt,
    'suspended at': knowledge.suspendedAt,
  };
  const access = entitlements.map((entitlement) => [entitlement.name, describeWithDenials(entitlement)] as const);
  return [
    `${formatFacts(facts)}\n`,
    formatSection('Person', formatTable(['ATTRIBUTE', 'VALUE', 'SOURCE', 'SINCE'], known.map(rowOf), inner)),
    formatSection(
      'Rules',
      describeJudgements(judgements, (finding) => knownValuesOf(finding, knowledge)),
    ),
    formatSection('Entities', formatFacts(Object.fromEntries(access))),
  ].join('\n');
}

/** A source that several of its accounts have is named once, and the first of the times is shown. */
function rowOf({ attribute, value, isAbsent, sources }: KnownFact): string[] {
  const text = value === null ? '(none)' : [value].flat().join(', ');
  const names = [...new Set(sources.map(({ source }) => source))].join(', ') || '--person';
  const since = sources.map((one) => one.since).toSorted()[0] ?? '-';
  return [attribute, isAbsent ? `not ${text}` : text, names, since].map((cell) => clip(cell, maxCellLength));
}

function loginsOf({ logins }: Pick<KnownPerson, 'logins'>): readonly string[] {
  return logins.map(({ login }) => login);
}

function sourcesOf({ accounts }: Pick<KnownPerson, 'accounts'>): readonly string[] {
  return [...new Set(accounts.map(({ source }) => source))];
}

/** For a program. Null is a value that the person is known not to have. */
export function toPersonJson(
  person: KnownPerson,
  { knowledge, judgements, entitlements }: JudgedPerson,
  facts: readonly KnownFact[],
): object {
  const { person: known, absent, wholeLists, leftAt, suspendedAt } = knowledge;
  return {
    ...{
      logins: loginsOf(person),
      sources: sourcesOf(person),
      leftAt: leftAt ?? null,
      suspendedAt: suspendedAt ?? null,
    },
    person: Object.fromEntries(Object.entries(known).map(([name, value]) => [name, value === cleared ? null : value])),
    ...{ absent, wholeLists },
    facts: facts.map(({ sources, ...fact }) => ({
      ...fact,
      sources: sources.map(({ source, publisher = null, since }) => ({ source, publisher, since })),
    })),
    rules: judgements.map(({ rule: { id }, verdict, findings }) => ({ id, verdict, findings })),
    entities: entitlements.map(({ id, ...others }) => ({ id: hyphenatedEntityId(id), ...others })),
  };
}
