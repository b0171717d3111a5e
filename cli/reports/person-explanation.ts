/** Explains how a policy judges a person: what is known of them, each rule, and each entity. */
import { hyphenatedEntityId } from '../../lib/entity-id.ts';
import { cleared, type Person } from '../../lib/identity/person.ts';
import type { Knowledge } from '../../lib/people/knowledge.ts';
import type { KnownPerson } from '../../lib/people/known-person.ts';
import type { AttributeFinding } from '../../lib/policy/pattern.ts';
import { describeWithDenials } from '../../operator/policy/access-words.ts';
import type { JudgedPerson } from '../../operator/policy/known-person-trial.ts';
import { formatFacts, formatSection } from '../terminal/table.ts';
import { describeJudgements } from './policy-explanation.ts';

export function personExplanation(
  person: Pick<KnownPerson, 'logins' | 'accounts'>,
  { knowledge, judgements, entitlements }: JudgedPerson,
): string {
  const facts = {
    logins: loginsOf(person).join(', ') || undefined,
    sources: sourcesOf(person).join(', '),
    'left at': knowledge.leftAt,
    'suspended at': knowledge.suspendedAt,
  };
  const access = entitlements.map((entitlement) => [entitlement.name, describeWithDenials(entitlement)] as const);
  return [
    `${formatFacts(facts)}\n`,
    formatSection('Person', formatFacts(knownFacts(knowledge))),
    formatSection(
      'Rules',
      describeJudgements(judgements, (finding) => valuesOf(finding, knowledge)),
    ),
    formatSection('Entities', formatFacts(Object.fromEntries(access))),
  ].join('\n');
}

function loginsOf({ logins }: Pick<KnownPerson, 'logins'>): readonly string[] {
  return logins.map(({ login }) => login);
}

function sourcesOf({ accounts }: Pick<KnownPerson, 'accounts'>): readonly string[] {
  return [...new Set(accounts.map(({ source }) => source))];
}

/** By attribute, in the order of the alphabet. */
function knownFacts({ person, absent }: Knowledge): Readonly<Record<string, string>> {
  const names = [...new Set([...Object.keys(person), ...Object.keys(absent)])].toSorted();
  const facts = names.map((name) => [name, [...textsOf(person, name), ...notIn(absent, name)].join(', ')] as const);
  return Object.fromEntries(facts.filter(([, text]) => text !== ''));
}

function textsOf(person: Person, name: string): readonly string[] {
  const value = Object.hasOwn(person, name) ? person[name] : undefined;
  if (value === undefined) return [];
  return typeof value === 'symbol' ? ['(none)'] : [value].flat().map(String);
}

function notIn(absent: Person, name: string): readonly string[] {
  return Object.hasOwn(absent, name) ? textsOf(absent, name).map((value) => `not ${value}`) : [];
}

function valuesOf({ attribute, values }: AttributeFinding, { person, absent }: Knowledge): string {
  const shown = [...(values.length > 0 ? values : textsOf(person, attribute)), ...notIn(absent, attribute)];
  return shown.join(', ') || 'unknown';
}

/** For a program. Null is a value that the person is known not to have. */
export function toPersonJson(person: KnownPerson, { knowledge, judgements, entitlements }: JudgedPerson): object {
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
    rules: judgements.map(({ rule: { id }, verdict, findings }) => ({ id, verdict, findings })),
    entities: entitlements.map(({ id, ...others }) => ({ id: hyphenatedEntityId(id), ...others })),
  };
}
