/** Compares two policies for all people whom a stage remembers. */
import type { KnownPerson } from '../../lib/people/known-person.ts';
import type { Policy } from '../../lib/policy/policy.ts';
import { PeopleReader, type PeopleSession } from '../people/people-reader.ts';
import { byUsername } from '../username-order.ts';
import { type PolicyDifference, policyDiff } from './policy-diff.ts';

export interface StageDifference extends PolicyDifference {
  /** The person's id: a login may get another person. */
  readonly person: string;
}

export interface StageDiff {
  /** By username, then in the order of the new policy. */
  readonly differences: readonly StageDifference[];
  /** How many people were compared, and how many were not. */
  readonly people: Readonly<Record<'compared' | 'left' | 'withoutLogin', number>>;
}

/**
 * @param onRead called after each page with the numbers of people read, and of differences found
 * @param onPerson called with each person of whom something is known
 * @returns undefined when interrupted
 */
export async function readStageDiff(
  { aws, stack, interruption }: PeopleSession,
  before: Policy,
  after: Policy,
  onRead: (people: number, found: number) => void,
  onPerson: (person: KnownPerson) => void = () => undefined,
): Promise<StageDiff | undefined> {
  const compare = policyDiff(before, after);
  const differences: StageDifference[] = [];
  const people = { compared: 0, left: 0, withoutLogin: 0 };
  let read = 0;
  for await (const page of new PeopleReader(aws.dynamodb, stack.people).pages()) {
    // Somebody who turned out to be another person leaves an empty item.
    for (const person of page.filter(({ accounts }) => accounts.length > 0)) {
      onPerson(person);
      const compared = compare(person);
      people[compared.is] += 1;
      if (compared.is === 'compared') {
        differences.push(...compared.differences.map((one) => ({ ...one, person: person.id })));
      }
    }
    read += page.length;
    onRead(read, differences.length);
    if (interruption.aborted) return undefined;
  }
  return { differences: differences.sort(byUsername), people };
}
