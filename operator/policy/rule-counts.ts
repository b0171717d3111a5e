/** Counts for whom each rule of a policy decides, among the people whom a stage remembers. */
import type { KnownPerson } from '../../lib/people/known-person.ts';
import type { Policy } from '../../lib/policy/policy.ts';
import { PeopleReader, type PeopleSession } from '../people/people-reader.ts';
import { explainKnownPerson } from './known-person-trial.ts';
import { mayGetAccess } from './withheld-access.ts';

interface NamedPerson {
  /** Their id: a login may get another person. */
  readonly person: string;
  readonly login: string;
}

interface RuleCount {
  /** The rule's id. */
  readonly rule: string;
  /** How many people it matches. */
  readonly matches: number;
  /** How many people it is undecided for, and what is unknown of them. */
  readonly undecided: number;
  readonly unknown: readonly string[];
  /** Some of those whom it is undecided for. */
  readonly examples: readonly NamedPerson[];
}

export interface RuleCounts {
  /** Everybody who has a login, and has not left. */
  readonly people: number;
  /** One for each rule of the policy, in its order. */
  readonly rules: readonly RuleCount[];
}

const maxExamples = 10;

/** @returns undefined when interrupted */
export async function countRules(
  { aws, stack, interruption }: PeopleSession,
  policy: Policy,
): Promise<RuleCounts | undefined> {
  const people: KnownPerson[] = [];
  for await (const page of new PeopleReader(aws.dynamodb, stack.people).pages()) {
    people.push(...page);
    if (interruption.aborted) return undefined;
  }
  return ruleCounts(policy, people);
}

export function ruleCounts(policy: Policy, people: readonly KnownPerson[]): RuleCounts {
  const present = people.filter((person) => mayGetAccess(policy, person));
  const judged = present.map((person) => ({ person, ...explainKnownPerson(policy, person) }));
  const rules = policy.rules.map(({ id }, index) => {
    const ofRule = judged.map(({ person, judgements }) => ({ person, judgement: judgements[index] }));
    const undecided = ofRule.filter(({ judgement }) => judgement?.verdict === 'undecided');
    return {
      rule: id,
      matches: ofRule.filter(({ judgement }) => judgement?.verdict === 'matches').length,
      undecided: undecided.length,
      unknown: [...new Set(undecided.flatMap(({ judgement }) => judgement?.unknown ?? []))],
      examples: undecided.flatMap(({ person }) => namedPerson(person)).slice(0, maxExamples),
    };
  });
  return { people: present.length, rules };
}

function namedPerson({ id, logins }: KnownPerson): readonly NamedPerson[] {
  const login = logins.at(-1)?.login;
  return login === undefined ? [] : [{ person: id, login }];
}
