/** What two sources know of three people, and how they say it: each change in an event of its own, or with all they know. */
import * as fc from 'fast-check';
import { reading } from '../../../fuzz/fixtures/policies.ts';
import { cleared, type Person } from '../../../lib/identity/person.ts';
import type { GroupReading, PersonReading } from '../../../lib/identity/reading.ts';
import type { Message } from './people-world.ts';

export const minute = 60_000;
export const day = 24 * 60 * minute;
const begin = Date.parse('2026-11-20T09:00:00Z');

export const people = ['ada', 'emmy', 'grace'] as const;
/** Both know who is there, and the work; the first knows the groups. */
export const sources = ['okta', 'workday'] as const;

export type Human = (typeof people)[number];
export type Source = (typeof sources)[number];

/** What one source knows of somebody. Null: they have none. Left out: the source has never said it. */
export interface Entry {
  readonly is: 'active' | 'suspended' | 'left';
  readonly inGroup: boolean;
  readonly department?: 'Billing' | 'Sales' | null;
  readonly userType?: 'contractor' | 'employee' | null;
}

const nobody: Entry = { is: 'active', inGroup: false };

interface PersonChange {
  readonly human: Human;
  readonly source: Source;
  readonly part: Partial<Entry>;
  /** Whether the event says all that the source knows. */
  readonly isWhole: boolean;
  /** Whether the event has the login, and not only the id of the account. */
  readonly isNamed: boolean;
}

/** Of the group as a whole: it is deleted, or has these members alone. */
interface GroupChange {
  readonly members: readonly Human[] | 'deleted';
}

type Change = PersonChange | GroupChange;

const anySource = fc.constantFrom(...sources);
const form = fc.record({ isWhole: fc.boolean(), isNamed: fc.boolean(), human: fc.constantFrom(...people) });

const personChange: fc.Arbitrary<PersonChange> = fc
  .tuple(
    form,
    fc.oneof(
      fc.record({ source: anySource, part: fc.record({ is: fc.constantFrom('active', 'suspended', 'left') }) }),
      fc.record({ source: fc.constant('okta'), part: fc.record({ inGroup: fc.boolean() }) }),
      fc.record({ source: anySource, part: fc.record({ department: fc.constantFrom('Billing', 'Sales', null) }) }),
      fc.record({ source: anySource, part: fc.record({ userType: fc.constantFrom('contractor', 'employee', null) }) }),
    ),
  )
  .map(([itsForm, said]) => ({ ...itsForm, ...said }));

const groupChange: fc.Arbitrary<GroupChange> = fc.record({
  members: fc.oneof(fc.constant('deleted' as const), fc.subarray([...people])),
});

export const change: fc.Arbitrary<Change> = fc.oneof(
  { weight: 9, arbitrary: personChange },
  { weight: 1, arbitrary: groupChange },
);

/** A message, and what the test knows of it. */
export interface Said extends Message {
  readonly source: Source;
  /** About whom it is; everybody, for the end of the group. */
  readonly humans: readonly Human[];
  readonly isNamed: boolean;
  readonly index: number;
}

export const loginOf = (human: Human) => `${human}@example.com`;
const timeOf = (index: number) => new Date(begin + index * minute).toISOString();

function workOf({ department, userType }: Partial<Entry>): Person {
  return {
    ...(department !== undefined && { department: department ?? cleared }),
    ...(userType !== undefined && { userType: userType ?? cleared }),
  };
}

/** All that a source knows, as of now. */
export function whole(human: Human, source: Source, { is, inGroup, ...work }: Entry, index: number): Said {
  const about = { id: `${source} ${human}`, userName: loginOf(human) };
  const groups = source === 'okta' && { groups: inGroup ? ['g'] : ['other'] };
  const kind = is === 'active' ? ('changed' as const) : is;
  const person = { ...about, ...groups, ...workOf(work), active: is === 'active' };
  const more = { id: `e${index}`, time: timeOf(index), wholeLists: source === 'okta' ? ['groups'] : [] };
  return { humans: [human], source, readings: [reading(kind, person, more)], isNamed: true, index };
}

/** One change alone, by the id of the account. */
function part({ human, source, part: { is, inGroup, ...work }, isNamed }: PersonChange, index: number): Said {
  const about = { id: `${source} ${human}`, ...(isNamed && { userName: loginOf(human) }) };
  const more = { id: `e${index}`, time: timeOf(index) };
  const said = (kind: PersonReading['change'], facts: object = {}, others: object = {}): Said => ({
    ...{ humans: [human], source, isNamed, index },
    readings: [{ ...reading(kind, {}, { ...more, ...others }), person: { ...about, ...facts } }],
  });
  if (is !== undefined) return is === 'active' ? said('changed', { active: true }) : said(is);
  if (inGroup === undefined) return said('changed', workOf(work));
  return said(inGroup ? 'added-to-group' : 'removed-from-group', {}, { groups: ['g'] });
}

function ofGroup({ members }: GroupChange, index: number): Said {
  const [id, time] = [`e${index}`, timeOf(index)];
  const kind = members === 'deleted' ? 'group-deleted' : 'members-replaced';
  const end: GroupReading = { kind: 'group', change: kind, groups: ['g'], hasIdsOnly: false, id, time };
  const added = (members === 'deleted' ? [] : members).map((human): PersonReading => {
    const more = { id: `${id} ${human}`, time, groups: ['g'] };
    return { ...reading('added-to-group', {}, more), person: { id: `okta ${human}`, userName: loginOf(human) } };
  });
  return { source: 'okta', humans: people, readings: [end, ...added], isNamed: false, index };
}

export interface History {
  /** In the order of their times. */
  readonly events: readonly Said[];
  /** What a source knows in the end. */
  readonly entryOf: (human: Human, source: Source) => Entry;
}

/** The events that the sources send. */
export function historyOf(changes: readonly Change[]): History {
  const known = new Map<string, Entry>();
  const keyOf = (human: Human, source: Source) => `${source} ${human}`;
  const entryOf = (human: Human, source: Source) => known.get(keyOf(human, source)) ?? nobody;
  const events = changes.flatMap((one, index) => {
    if ('members' in one) {
      for (const human of people) {
        const inGroup = one.members !== 'deleted' && one.members.includes(human);
        known.set(keyOf(human, 'okta'), { ...entryOf(human, 'okta'), inGroup });
      }
      return ofGroup(one, index);
    }
    const { human, source, part: changed, isWhole } = one;
    const before = entryOf(human, source);
    // A source does not suspend an account that is over.
    if (before.is === 'left' && changed.is === 'suspended') return [];
    const entry = { ...before, ...changed };
    known.set(keyOf(human, source), entry);
    return isWhole ? whole(human, source, entry, index) : part(one, index);
  });
  return { events, entryOf };
}

/** Those of the messages in which a source speaks of somebody. */
export function saidOf(all: Iterable<Said>, human: Human, source: Source): readonly Said[] {
  return [...all].filter((said) => said.source === source && said.readings.some((one) => isAbout(one, human, source)));
}

export function isAbout(one: Said['readings'][number], human: Human, source: Source): one is PersonReading {
  return one.kind === 'person' && one.person['id'] === `${source} ${human}`;
}
