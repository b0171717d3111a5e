/** Reads a row of an import, as an event of the source that says the same would be read. */
import { BadEvent } from '../../../lib/errors.ts';
import { personFrom } from '../../../lib/identity/attributes.ts';
import { createReading, type IdentityChange, identifyingAttributes } from '../../../lib/identity/identity-change.ts';
import { cleared, type Person, unreadable } from '../../../lib/identity/person.ts';
import type { PersonReading } from '../../../lib/identity/reading.ts';
import { wholeState } from '../../../lib/identity/whole-state.ts';
import { type Sighting, sightingOf } from '../../../lib/people/identification.ts';
import { memberLists, usableFacts, usableMembers } from '../../../lib/people/usable-facts.ts';
import { attributeTexts } from '../../../lib/policy/comparable-values.ts';
import type { Policy } from '../../../lib/policy/policy.ts';
import { namingAttributes, type PersonRow } from './import-row.ts';

/** Who said it, and when it was so. */
export interface ImportOrigin {
  /** The source's name. */
  readonly source: string;
  readonly publisher?: string | undefined;
  /** RFC 3339 in UTC. */
  readonly asOf: string;
}

/**
 * What the row says: the person, and then the groups that they are not in.
 *
 * @throws BadEvent if the row cannot be read
 */
export function sightingsOf(policy: Policy, origin: ImportOrigin, row: PersonRow): readonly Sighting[] {
  const { memberOf = [], notMemberOf = [], isOnlyMember } = row;
  const own = ownPerson(row);
  requireReadable(policy, own);
  const ownGroups = attributeTexts(own['groups']);
  const person = memberOf.length > 0 ? { ...own, groups: [...ownGroups, ...memberOf] } : own;
  const absent = usableMembers(usableFacts(policy), 'groups', notMemberOf);
  const present = new Set(usableMembers(usableFacts(policy), 'groups', [...ownGroups, ...memberOf]));
  const others = absent.filter((name) => !present.has(name));
  const said: readonly IdentityChange[] = [
    isOnlyMember
      ? { change: 'added-to-group', person: own, groups: memberOf }
      : { change: 'changed', person, wholeLists: memberLists.filter((list) => isSaid(own[list])) },
    ...(others.length > 0 ? [{ change: 'removed-from-group', person: namesOf(own), groups: others } as const] : []),
  ];
  const sightings = said.map((one) =>
    sightingOf(policy, { reading: readingOf(one, origin, row), source: origin.source }),
  );
  if (sightings[0]?.keys.length === 0) throw new BadEvent('invalid-event', nobody);
  return sightings;
}

const nobody = `names nobody: give it one of ${namingAttributes.join(', ')}`;

function ownPerson({ attributes, emptyLists = [] }: PersonRow): Person {
  return personFrom({ ...wholeState(attributes), ...Object.fromEntries(emptyLists.map((list) => [list, cleared])) });
}

function readingOf(
  change: IdentityChange,
  { publisher, asOf }: ImportOrigin,
  { attributes }: PersonRow,
): PersonReading {
  const context = {
    ...{ eventBridge: undefined, deliveryId: undefined, position: undefined, conventions: {} },
    ...{ deliveredAt: asOf, sentAt: asOf },
  };
  const reading = createReading(attributes, context, { ...change, id: 'import', time: asOf, publisher });
  if (reading.kind !== 'person') throw new BadEvent('invalid-event', nobody);
  return reading;
}

/** What the policy does not ask for need not be readable. */
function requireReadable(policy: Policy, person: Person): void {
  const { attributes, asked } = usableFacts(policy);
  const bad = Object.keys(person).find(
    (name) => person[name] === unreadable && (attributes.has(name) || asked.has(name)),
  );
  if (bad !== undefined) throw new BadEvent('invalid-event', `${bad}: has a form that cannot be read`);
}

function isSaid(value: Person[string] | undefined): boolean {
  return value !== undefined && typeof value !== 'symbol';
}

function namesOf(person: Person): Person {
  return Object.fromEntries(Object.entries(person).filter(([name]) => identifyingAttributes.includes(name)));
}
