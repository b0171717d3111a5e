/** Explains how a policy judges a person: what is known of them, each rule, and each entity. */
import { hyphenatedEntityId } from '../../lib/entity-id.ts';
import { cleared } from '../../lib/identity/person.ts';
import type { KnownPerson } from '../../lib/people/known-person.ts';
import { describeWithDenials } from '../../operator/policy/access-words.ts';
import type { JudgedPerson } from '../../operator/policy/known-person-trial.ts';
import { knownFacts, knownValuesOf } from '../../operator/policy/known-values.ts';
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
      describeJudgements(judgements, (finding) => knownValuesOf(finding, knowledge)),
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
