/** Finds the people whose changes wait for an operator, by set. */
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { KnownPerson } from '../../lib/people/known-person.ts';
import { personPrefix } from '../../lib/people/owner-key.ts';
import { storedPersonOf } from '../../lib/people/stored-person.ts';
import { directionOf, isOfLeaver } from '../../lib/safeguard/effect.ts';
import type { NamedSet } from '../../lib/safeguard/quarantine-sets.ts';
import type { QuarantinedEffect } from '../../lib/safeguard/quarantined.ts';
import { type LedgerFilter, ledgerPages } from '../ledger/ledger-pages.ts';

/** A person of a set, with what of them waits in it. */
export interface WaitingPerson {
  readonly person: KnownPerson;
  /** At least one. */
  readonly effects: readonly QuarantinedEffect[];
}

export interface WaitingSet extends NamedSet {
  /** Those who have left first, then by login. */
  readonly people: readonly WaitingPerson[];
}

const isWaiting: LedgerFilter = {
  expression: 'begins_with(#identity, :prefix) AND attribute_exists(#quarantined)',
  names: { '#identity': 'identity', '#quarantined': 'quarantined' },
  values: { ':prefix': personPrefix },
};

/**
 * Reads the whole table of people.
 *
 * @param onRead called after each page with the number of people found so far
 */
export async function readWaitingSets(
  client: DynamoDBClient,
  table: string,
  onRead: (people: number) => void,
): Promise<readonly WaitingSet[]> {
  const people: KnownPerson[] = [];
  for await (const { Items = [] } of ledgerPages(client, table, isWaiting)) {
    people.push(...Items.map((item) => storedPersonOf(item).person));
    onRead(people.length);
  }
  return waitingSets(people);
}

function waitingSets(people: readonly KnownPerson[]): readonly WaitingSet[] {
  const effects = people.flatMap((person) => (person.quarantined ?? []).map((effect) => ({ person, effect })));
  return [...Map.groupBy(effects, ({ effect }) => effect.set)].flatMap(([set, all]) => {
    const [first] = all;
    if (first === undefined) return [];
    const byPerson = [...Map.groupBy(all, ({ person }) => person)].map(([person, own]) => ({
      ...{ person, effects: own.map(({ effect }) => effect) },
    }));
    const { effect } = first;
    return [{ set, cause: effect.cause, direction: directionOf(effect), people: byPerson.toSorted(leaversFirst) }];
  });
}

function leaversFirst(one: WaitingPerson, other: WaitingPerson): number {
  return Number(isLeaver(other)) - Number(isLeaver(one)) || (nameOf(one) < nameOf(other) ? -1 : 1);
}

export function isLeaver({ effects }: WaitingPerson): boolean {
  return effects.some(isOfLeaver);
}

/** The newest login; the id of somebody without one. */
export function nameOf({ person: { logins, id } }: Pick<WaitingPerson, 'person'>): string {
  return logins.at(-1)?.login ?? id;
}

/** When the first of the people came to the set; RFC 3339 in UTC. */
export function waitingSince({ people }: WaitingSet): string {
  const [first = ''] = people.flatMap(({ effects }) => effects.map(({ since }) => since)).toSorted();
  return first;
}
