/** Counts whose access the rules of a policy withhold, among the people whom a stage remembers. */
import { knowledgeFor } from '../../lib/people/knowledge.ts';
import type { KnownPerson } from '../../lib/people/known-person.ts';
import type { Policy } from '../../lib/policy/policy.ts';
import { PeopleReader } from '../people/people-reader.ts';
import type { Session } from '../stack/session.ts';
import { explainKnownPerson } from './known-person-trial.ts';

/** One rule that withholds one entity. */
export interface WithheldTotal {
  readonly rule: string;
  /** The policy's name for the entity. */
  readonly entity: string;
  /** How many people wait for it. */
  readonly waiting: number;
  /** How many people keep it, as it was decided before. */
  readonly keeping: number;
  /** What is unknown of them. */
  readonly unknown: readonly string[];
}

export interface WithheldCount {
  /** Everybody who has a login, and has not left. */
  readonly people: number;
  /** In the order of the policy's entities, then of its rules. */
  readonly totals: readonly WithheldTotal[];
}

/**
 * @param onRead called after each page with the number of people read
 * @returns undefined when interrupted
 */
export async function countWithheld(
  { aws, stack, interruption }: Session,
  policy: Policy,
  onRead: (people: number) => void,
): Promise<WithheldCount | undefined> {
  const counts: Counts = new Map();
  let [people, read] = [0, 0];
  for await (const page of new PeopleReader(aws.dynamodb, stack.people).pages()) {
    for (const person of page.filter((one) => mayGetAccess(policy, one))) {
      people += 1;
      countPerson(policy, person, counts);
    }
    read += page.length;
    onRead(read);
    if (interruption.aborted) return undefined;
  }
  return { people, totals: totalsOf(policy, counts) };
}

/** Whether rules can give the person something. */
export function mayGetAccess(policy: Policy, person: KnownPerson): boolean {
  return person.logins.length > 0 && person.accounts.length > 0 && knowledgeFor(policy, person).leftAt === undefined;
}

type Counts = Map<string, { waiting: number; keeping: number; readonly unknown: Set<string> }>;

function countPerson(policy: Policy, person: KnownPerson, counts: Counts): void {
  for (const { id, name, status, rules } of explainKnownPerson(policy, person).entitlements) {
    if (status !== 'withheld') continue;
    for (const rule of rules) {
      const count = counts.get(keyOf(name, rule.id)) ?? { waiting: 0, keeping: 0, unknown: new Set() };
      count[person.decided.assignments.has(id) ? 'keeping' : 'waiting'] += 1;
      for (const attribute of rule.unmet) count.unknown.add(attribute);
      counts.set(keyOf(name, rule.id), count);
    }
  }
}

function totalsOf({ entities, rules }: Policy, counts: Counts): readonly WithheldTotal[] {
  const pairs = Object.keys(entities).flatMap((entity) => rules.map(({ id }) => ({ entity, rule: id })));
  return pairs.flatMap(({ entity, rule }) => {
    const count = counts.get(keyOf(entity, rule));
    return count === undefined ? [] : [{ rule, entity, ...count, unknown: [...count.unknown] }];
  });
}

function keyOf(entity: string, rule: string): string {
  return JSON.stringify([entity, rule]);
}
