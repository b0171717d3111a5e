import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { ada, billing, logEvent } from '../../fuzz/fixtures/okta.ts';
import { entities } from '../../fuzz/fixtures/policies.ts';
import { decision, item } from '../../fuzz/fixtures/sailpoint.ts';
import { group, patch, risc, user } from '../../fuzz/fixtures/scim.ts';
import { workday } from '../../fuzz/fixtures/vendors.ts';
import { fuzzProperty } from '../../fuzz/fuzz-property.ts';
import { invariants } from '../../fuzz/invariants.ts';
import { processorTime, slowness } from '../../fuzz/processor-time.ts';
import { type Parts, soundParts, translate } from '../../fuzz/translation.ts';
import { BadEvent } from '../../lib/errors.ts';
import type { IdentityEvent } from '../../lib/identity/read-events.ts';
import { ignored, type PersonReading } from '../../lib/identity/reading.ts';
import type { DecidedEvent } from '../../lib/people/decided-event.ts';
import type { PlannedChange } from '../../lib/translation/plan.ts';
import type { TriedReading } from '../../operator/policy/trial.ts';

/** Bodies of the maximum size of SQS, with many of one thing. */
const many = (count: number, one: (index: number) => unknown) =>
  Array.from({ length: count }, (_, index) => one(index));
const named = (count: number, name: (index: number) => string, value: unknown) =>
  Object.fromEntries(many(count, (index) => [name(index), value]) as [string, unknown][]);

test.each([
  ['members of a group', group({ members: many(50_000, (index) => ({ value: `u-${index}` })) })],
  ['groups of a person', user({ groups: many(50_000, (index) => ({ value: `g-${index}` })) })],
  ['attributes of a person', user(named(50_000, (index) => `a-${index}`, 'v'))],
  ['paths with many colons', patch(...many(900, () => ({ op: 'add', path: `urn:${'a:a[]'.repeat(200)}`, value: 1 })))],
  ['addresses of at signs', user({ emails: many(900, () => '@'.repeat(1000)) })],
  [
    'events of a token',
    risc(
      'account-disabled',
      {},
      named(9000, (index) => `e-${index}`, {}),
    ),
  ],
  ['targets', logEvent('group.user_membership.add', { target: many(9000, (index) => [ada, billing][index % 2]) })],
  ['users', many(1000, () => user({ userName: 'a'.repeat(500) }))],
  ['columns of a report', workday(named(50_000, (index) => `Event ${index}`, 'Hire'))],
  [
    'people with many items each',
    {
      ...decision(...many(3000, () => item('billing', 'Add', 'APPROVED'))),
      requestedFor: many(3000, () => ({ id: 'i-1' })),
    },
  ],
  ['something like a JWT', `${'a'.repeat(500_000)}.${'b'.repeat(500_000)}.c`],
  ['brackets', '['.repeat(500_000) + ']'.repeat(500_000)],
])('a megabyte of %s is done with in seconds', (_, content) => {
  const body = typeof content === 'string' ? content : JSON.stringify(content);
  expect(processorTime(() => translate(soundParts, body))).toBeLessThan(5000);
});

test('every invariant holds for 2,500 mutated payloads', () => {
  fc.assert(fuzzProperty(soundParts), { numRuns: 2500, seed: 5 });
});

const { read, decide, plan } = soundParts;

/** Parts with one bug each, and the invariant that must find it. */
const plantedBugs: readonly { readonly bug: string; readonly breaks: string; readonly parts: Partial<Parts> }[] = [
  {
    bug: 'a reader that throws for a bad event',
    breaks: 'no exception is thrown',
    parts: {
      read: reading((event) => {
        if ('error' in event) throw event.error;
        return event;
      }),
    },
  },
  {
    bug: 'a search that takes forever',
    breaks: 'the work is bounded by the payload’s size',
    parts: {
      read: slowOnce(),
    },
  },
  {
    bug: 'an invented attribute',
    breaks: 'every attribute of a person is in the payload',
    parts: { read: ofPeople((one) => ({ ...one, person: { ...one.person, costCenter: '9999-unsaid' } })) },
  },
  {
    bug: 'an actor read as the subject',
    breaks: 'no one but the person who changes is named',
    parts: { read: ofPeople((one) => ({ ...one, person: { ...one.person, userName: 'root@example.com' } })) },
  },
  {
    bug: 'a domain appended to the login',
    breaks: 'every user name is in the payload',
    parts: { decide: ofDecisions((data) => ({ ...data, username: `${data.username}@example.com` })) },
  },
  {
    bug: 'a decision for every entity',
    breaks: 'no entity is granted without the value that its rule needs',
    parts: {
      decide: ofDecisions((data) => ({
        ...data,
        ruleAssignments: [entities.germany, entities.france, entities.japan].map(byNoRule),
      })),
    },
  },
  {
    bug: 'a line that tells of more than was decided',
    breaks: 'no entity is granted without the value that its rule needs',
    parts: { decide: tried((one) => ({ ...one, line: { ...one.line, granted: ['japan'] } })) },
  },
  {
    bug: 'a leaver who loses home',
    breaks: 'home is never granted or revoked',
    parts: { decide: ofLeavers((one) => ({ ...one, line: { ...one.line, revoked: Object.keys(entities) } })) },
  },
  ...(['ruleAssignments', 'denials', 'ended'] as const).map((list) => ({
    bug: `home in the list of ${list}`,
    breaks: 'home is never granted or revoked',
    parts: { decide: ofDecisions((data) => ({ ...data, [list]: [...data[list], byNoRule(entities.home)] })) },
  })),
  {
    bug: 'an entity that is granted and ended',
    breaks: 'every decision keeps to its contract',
    parts: { decide: ofDecisions((data) => ({ ...data, ended: [...data.ended, ...data.ruleAssignments] })) },
  },
  {
    bug: 'a batch that ends with its first bad event',
    breaks: 'a bad event does not affect its neighbours',
    parts: {
      read: (body, sentAt) => {
        const events = read(body, sentAt);
        const bad = events.findIndex((event) => 'error' in event);
        return bad < 0 ? events : events.slice(0, bad + 1);
      },
    },
  },
  {
    bug: 'a dead letter without the event',
    breaks: 'a refused event is refused for the same reason when it is redriven alone',
    parts: { read: reading((event) => ('error' in event ? { ...event, body: '[]' } : event)) },
  },
  {
    bug: 'a random id',
    breaks: 'the same payload leads to the same events',
    parts: { read: ofPeople((one) => ({ ...one, id: `${one.id}/${Math.random()}` })) },
  },
  {
    bug: 'a reader that knows no byte order mark',
    breaks: 'two spellings of a payload have one outcome',
    parts: { read: (body, sentAt) => read(body.replace(/^\u{FEFF}/u, 'x'), sentAt) },
  },
  ...[
    { spelling: 'list of one', known: /"active": (?=\[)/g },
    { spelling: 'object with the value', known: /"active": (?=\{)/g },
    { spelling: 'JSON in a text', known: /"active": (?="\[)/g },
    { spelling: 'upper case', known: /"ACTIVE": /g },
  ].map(({ spelling, known }) => ({
    bug: `a reader that knows no state in this spelling: ${spelling}`,
    breaks: 'two spellings of a payload have one outcome',
    parts: { read: (body: string, sentAt: string) => read(body.replaceAll(known, '"other": '), sentAt) },
  })),
  {
    bug: 'a reader that passes over leavers',
    breaks: 'a person who is not active is never ignored',
    parts: {
      read: reading((event) =>
        'error' in event
          ? event
          : {
              ...event,
              readings: event.readings.map((one) =>
                one.kind === 'person' && one.change === 'left' ? ignored('other-type') : one,
              ),
            },
      ),
    },
  },
  ...(['ignored', 'unresolvable'] as const).map((outcome) => ({
    bug: `a plan by which a leaver is ${outcome}`,
    breaks: 'a person who is not active loses their access',
    parts: { plan: withoutLeavers(outcome) },
  })),
  {
    bug: 'a decision that ignores leavers',
    breaks: 'a person who is not active loses their access',
    parts: { decide: ofLeavers((one) => ({ ...one, line: { ...one.line, outcome: 'ignored' }, events: [] })) },
  },
  {
    bug: 'a decision about a leaver that is not sent',
    breaks: 'a person who is not active loses their access',
    parts: { decide: ofLeavers((one) => ({ ...one, events: [] })) },
  },
  {
    bug: 'a decision about a leaver as if they had stayed',
    breaks: 'a person who is not active loses their access',
    parts: { decide: ofDecisions((data) => ({ ...data, hasLeft: false })) },
  },
  {
    bug: 'one id for all changes of an event',
    breaks: 'no two events of a payload have the same id',
    parts: { read: ofPeople((one) => ({ ...one, id: 'the same' })) },
  },
  {
    bug: 'a time in the future',
    breaks: 'no change happens after its message was sent',
    parts: { read: ofPeople((one) => ({ ...one, time: '2027-01-01T00:00:00.000Z' })) },
  },
  {
    bug: 'an error that quotes the event',
    breaks: 'no secret is read',
    parts: {
      read: reading((event) =>
        'error' in event ? { ...event, error: new BadEvent(event.error.reason, event.body) } : event,
      ),
    },
  },
  {
    bug: 'a person with a prototype',
    breaks: 'no prototype is modified',
    parts: { read: ofPeople((one) => ({ ...one, person: Object.assign(Object.create({}), one.person) })) },
  },
];

describe('every invariant can fail', () => {
  test.each(plantedBugs)('$bug breaks: $breaks', ({ breaks, parts }) => {
    const judged = invariants.filter(({ name }) => name === breaks);
    const { errorInstance } = fc.check(fuzzProperty({ ...soundParts, ...parts }, judged), {
      numRuns: 2000,
      seed: 5,
      endOnFailure: true,
    });
    expect(String(errorInstance)).toContain(breaks);
  });

  test('every invariant has a planted bug', () => {
    expect(new Set(plantedBugs.map(({ breaks }) => breaks))).toEqual(new Set(invariants.map(({ name }) => name)));
  });
});

/** Takes longer than the maximum for any body. */
function slowOnce(): Parts['read'] {
  let end: number | undefined;
  return (body, sentAt) => {
    end ??= process.cpuUsage().user + 700_000 * slowness();
    while (process.cpuUsage().user < end);
    return read(body, sentAt);
  };
}

function reading(change: (event: IdentityEvent) => IdentityEvent): Parts['read'] {
  return (body, sentAt) => read(body, sentAt).map(change);
}

function ofPeople(change: (one: PersonReading) => PersonReading): Parts['read'] {
  return reading((event) => withPeople(event, change));
}

function withPeople(event: IdentityEvent, change: (one: PersonReading) => PersonReading): IdentityEvent {
  if ('error' in event) return event;
  return { ...event, readings: event.readings.map((one) => (one.kind === 'person' ? change(one) : one)) };
}

/** Plans a line instead of the change of every leaver. */
function withoutLeavers(outcome: 'ignored' | 'unresolvable'): Parts['plan'] {
  return (policy, body, sentAt) => {
    const { changes, ...others } = plan(policy, body, sentAt);
    const isLeaver = (one: PlannedChange) => 'reading' in one && one.reading.change === 'left';
    const planned = changes.map((one) => (isLeaver(one) ? { line: { outcome, source: undefined } } : one));
    return { ...others, changes: planned };
  };
}

type Edit<Value> = (value: Value) => Value;

function tried(edit: Edit<TriedReading>): Parts['decide'] {
  return (...about) => edit(decide(...about));
}

function ofLeavers(edit: Edit<TriedReading>): Parts['decide'] {
  return (policy, one, source) => {
    const made = decide(policy, one, source);
    return one.change === 'left' ? edit(made) : made;
  };
}

function ofDecisions(edit: Edit<DecidedEvent['data']>): Parts['decide'] {
  return tried((one) => ({ ...one, events: one.events.map((event) => ({ ...event, data: edit(event.data) })) }));
}

function byNoRule(entityId: string) {
  return { entityId, rules: ['none'] };
}
