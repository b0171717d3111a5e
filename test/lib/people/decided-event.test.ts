import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { userAccessDecided } from '../../../events/user-access-decided.ts';
import { checkedPolicy, entities, policy, reading, revoking } from '../../../fuzz/fixtures/policies.ts';
import { emptyAccount } from '../../../lib/account/account.ts';
import { changed } from '../../../lib/account/account-change.ts';
import { desired } from '../../../lib/account/desired.ts';
import { decisionOf } from '../../../lib/delivery/decided-event.ts';
import { readEvent } from '../../../lib/event/event.ts';
import type { Person } from '../../../lib/identity/person.ts';
import type { ChangeKind, PersonReading } from '../../../lib/identity/reading.ts';
import { type DecidedEvent, decidedEvents, messageBody } from '../../../lib/people/decided-event.ts';
import { noGroupEnds } from '../../../lib/people/group-ends.ts';
import { type KnownPerson, unknownPerson } from '../../../lib/people/known-person.ts';
import { changedBy, proposalAnew, settled } from '../../../lib/people/person-change.ts';
import type { Policy } from '../../../lib/policy/policy.ts';
import { readPolicyFile } from '../../../lib/policy/policy-file.ts';
import { policyHash } from '../../../lib/policy/policy-hash.ts';
import { tryReading } from '../../../operator/policy/trial.ts';

const revokes = policy({ on: revoking });
const joined = reading('joined', { department: 'Billing' });

/** After these events of Okta, in their order. */
function personAfter(by: Policy, ...readings: readonly PersonReading[]): KnownPerson {
  const known = { ...unknownPerson('person-1'), logins: [{ login: 'ada@example.com', generation: 1 }] };
  return readings.reduce<KnownPerson>((before, read) => changedBy(by, before, read, 'okta').person, known);
}

function only(events: readonly DecidedEvent[]): DecidedEvent {
  const [event, ...rest] = events;
  if (event === undefined || rest.length > 0) throw new Error('not one event');
  return event;
}

/** About somebody of whom nothing else is known. */
function eventOf(change: ChangeKind, person: Person = {}, others: Partial<PersonReading> = {}): DecidedEvent {
  return only(tryReading(revokes, reading(change, person, others), 'okta').events);
}

/** What the operation reads of the event. */
function acceptedBy(event: DecidedEvent) {
  return readEvent('applyAccessDecision', userAccessDecided, messageBody(event), 'message').command;
}

test('a decision is one event, with the person, the home entity and all that was decided', () => {
  const occasion = { reading: joined, source: 'okta', rules: ['billing'] };
  expect(decidedEvents(revokes, personAfter(revokes, joined), occasion)).toEqual([
    {
      specversion: '1.0',
      type: 'zuora.user-access.decided.v1',
      source: 'urn:zuora-access:identity-events',
      identitysource: 'okta',
      identityevent: 'event-1',
      policyhash: policyHash(revokes),
      id: expect.stringMatching(/^[0-9a-f]{64}$/),
      time: '2026-11-21T09:30:00.000Z',
      datacontenttype: 'application/json',
      correlationid: 'okta:event-1',
      data: {
        personId: 'person-1',
        username: 'ada@example.com',
        entityId: entities.home,
        generation: 1,
        revision: 1,
        isSuspended: false,
        hasLeft: false,
        ruleAssignments: [
          { entityId: entities.germany, rules: ['billing'] },
          { entityId: entities.france, rules: ['billing'] },
        ],
        denials: [],
        ended: [],
        requestedBy: 'okta',
        reason: 'joined, by policy: billing',
      },
    },
  ]);
});

test('a login goes to Zuora in one form of Unicode, without invisible characters', () => {
  const event = eventOf('joined', { userName: '\u200bzoe\u0301@example.com', department: 'Billing' });
  expect(event.data.username).toBe('zo\u00e9@example.com');
});

test('the publisher’s facts for the audit are kept', () => {
  const audit = { requestedBy: 'grace', reason: 'a new job', correlationId: 'ticket-7' };
  expect(eventOf('joined', { department: 'Billing' }, { audit })).toMatchObject({
    correlationid: 'ticket-7',
    data: { requestedBy: 'grace', reason: 'joined, by policy: billing; a new job' },
  });
});

test('every granting rule is in the reason', () => {
  const person = { department: 'Billing', groups: ['zuora-germany'] };
  expect(eventOf('joined', person).data.reason).toBe('joined, by policy: germany-group, billing');
});

test('of a leaver it says when they left, and names no entity but home', () => {
  expect(eventOf('left', { department: 'Billing' }).data).toEqual({
    ...{ personId: 'trial', username: 'ada@example.com', entityId: entities.home, generation: 1, revision: 1 },
    ...{ isSuspended: false, hasLeft: true, leftAt: '2026-11-21T09:30:00.000Z' },
    ...{ ruleAssignments: [], denials: [], ended: [], requestedBy: 'okta', reason: 'left' },
  });
});

test('a mover’s decision grants and ends, each with the rules behind it', () => {
  const rules = [
    { id: 'a', when: { department: ['A'] }, grant: ['germany'] },
    { id: 'b', when: { department: ['B'] }, grant: ['france'] },
    { id: 'no-b', when: { department: ['B'] }, deny: ['japan'] },
  ];
  const mover = reading('changed', { department: 'B' });
  const { events } = tryReading(policy({ rules, on: revoking }), mover, 'okta');
  expect(only(events).data).toMatchObject({
    ruleAssignments: [{ entityId: entities.france, rules: ['b'] }],
    denials: [{ entityId: entities.japan, rules: ['no-b'] }],
    ended: [{ entityId: entities.germany, rules: ['a'] }],
    reason: 'changed, by policy: b, a, no-b',
  });
});

test('before the first decision there is no event, as when all that changes is reported', () => {
  expect(tryReading(policy(), reading('left'), 'okta').events).toEqual([]);
  expect(tryReading(policy(), reading('joined'), 'okta').events).toEqual([]);
});

test('an effective-dated change has its effective date as its time', () => {
  const effectiveAt = '2026-12-31T00:00:00.000Z';
  expect(eventOf('left', {}, { effectiveAt })).toMatchObject({ time: effectiveAt, data: { leftAt: effectiveAt } });
});

test('there is one event for each login, with its own generation and id', () => {
  const logins = [
    { login: 'ada@example.com', generation: 1 },
    { login: 'ada.lovelace@example.com', generation: 3 },
  ];
  const events = decidedEvents(
    revokes,
    { ...personAfter(revokes, joined), logins },
    { reading: joined, source: 'okta', rules: [] },
  );
  expect(events.map(({ data: { username: login, generation } }) => ({ login, generation }))).toEqual(logins);
  expect(new Set(events.map(({ id }) => id)).size).toBe(2);
  const [one, other] = events.map(({ data: { username: _login, generation: _generation, ...data } }) => data);
  expect(one).toEqual(other);
});

test('the operation accepts the events', () => {
  const event = eventOf('joined', joined.person, { id: `${'i'.repeat(255)}\u{FFFF}` });
  const { requestedBy: _source, reason: _reason, ended: _none, ...command } = event.data;
  expect(acceptedBy(event)).toEqual(command);
  expect(acceptedBy(eventOf('left'))).toMatchObject({ hasLeft: true, ruleAssignments: [], denials: [] });
});

test('the operation accepts the events under a policy with other entities, however many', () => {
  const withEntities = (first: number) => {
    const ids = Array.from({ length: 60 }, (_, index) => `5eed000000004000800000000000${1000 + first + index}`);
    const named = Object.fromEntries(ids.map((id, index) => [`e${index}`, id]));
    const grants = { when: { department: ['Billing'] }, grant: Object.keys(named) };
    return policy({
      on: revoking,
      entities: { home: entities.home, ...named },
      rules: [{ id: 'all', ...grants }],
    });
  };
  const apply = (by: Policy, person: KnownPerson) =>
    settled(by, person, proposalAnew(by, person, { groupEnds: noGroupEnds, now: 0 }, true), []).person;
  const occasion = { reading: joined, source: 'okta', rules: [] };
  const policies = [0, 100, 200].map(withEntities);
  const people: KnownPerson[] = [];
  for (const by of policies) people.push(apply(by, people.at(-1) ?? personAfter(by, joined)));
  const commands = policies.map((by, index) =>
    acceptedBy(only(decidedEvents(by, people[index] ?? unknownPerson('nobody'), occasion))),
  );
  expect(commands.map(({ ruleAssignments, ended = [] }) => [ruleAssignments.length, ended.length])).toEqual([
    [60, 0],
    [60, 40],
    [60, 40],
  ]);
  // The newest ends are told, and the account ends what is not told too: a decision has named it before.
  const toldLast = new Set(commands.at(-1)?.ended?.map(({ entityId }) => entityId));
  expect([...(people[1]?.decided.assignments.keys() ?? [])].filter((id) => toldLast.has(id))).toHaveLength(40);
  const account = commands.reduce(
    (known, command) => changed(known, { kind: 'decide', decision: decisionOf(command, 0) }),
    emptyAccount,
  );
  expect([...desired(account, 0).values()].filter(Boolean)).toHaveLength(60);
  expect(desired(account, 0).size).toBe(180);
});

test('the body has no character that SQS refuses, and the same content', () => {
  const event = eventOf('joined', { department: 'Billing' }, { id: '\u{0}\u{FFFE}\u{FFFF}\u{D800}x' });
  const body = messageBody(event);
  // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html
  expect(body).toMatch(/^[\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]*$/u);
  expect(JSON.parse(body)).toEqual(event);
});

describe('within the contract’s limits', () => {
  /** So many rules of the longest id, each of which grants as many entities. */
  function decisionOf(entityCount: number, ruleCount: number): DecidedEvent {
    const names = Array.from({ length: entityCount }, (_, index) => `e${index}`);
    const ids = names.map((name, index) => [name, index.toString(16).padStart(32, 'a')]);
    const rules = Array.from({ length: ruleCount }, (_, index) => ({
      id: `${index}`.padStart(64, 'r'),
      when: { department: ['Billing'] },
      grant: names,
    }));
    const large = policy({ entities: { home: entities.home, ...Object.fromEntries(ids) }, rules });
    return only(tryReading(large, joined, 'okta').events);
  }
  const countsOf = (event: DecidedEvent) => event.data.ruleAssignments.map(({ rules }) => rules.length);

  test.each<[entityCount: number, ruleCount: number, kept: number]>([
    [2, 100, 100],
    [1, 150, 100],
    [20, 100, 10],
    [40, 100, 3],
    // Home is the hundredth.
    [99, 100, 1],
    [99, 1, 1],
  ])(
    '%i entities are named, by %i rules each, of which as many are told as fit: %i',
    (entityCount, ruleCount, kept) => {
      const event = decisionOf(entityCount, ruleCount);
      expect(countsOf(event)).toEqual(Array(entityCount).fill(kept));
      expect(acceptedBy(event).ruleAssignments).toHaveLength(entityCount);
    },
  );

  test('the reason is cut off, however many rules match', () => {
    expect(decisionOf(1, 100).data.reason?.length).toBe(1024);
  });
});

describe('the id', () => {
  const person = personAfter(revokes, joined);
  const idOf = (changes: Partial<KnownPerson> = {}, read = joined, source = 'okta') =>
    only(decidedEvents(revokes, { ...person, ...changes }, { reading: read, source, rules: [] })).id;

  test('is the same in every release; otherwise past decisions would be repeated', () => {
    expect(idOf()).toBe('c6718d01bcb23306aeb5456eccd02da125ac5372e92dd470e6803405ded69fe6');
  });

  test('is the same for the same decision, whatever event led to it, and in any spelling of the login', () => {
    expect(idOf({}, reading('changed', {}, { id: 'event-2' }), 'workos')).toBe(idOf());
    expect(idOf({ logins: [{ login: 'ADA@example.com', generation: 1 }] })).toBe(idOf());
  });

  test.each<[string, Partial<KnownPerson>]>([
    ['person', { id: 'person-2' }],
    ['login', { logins: [{ login: 'grace@example.com', generation: 1 }] }],
    ['generation of the login', { logins: [{ login: 'ada@example.com', generation: 2 }] }],
    ['revision', { revision: 2 }],
  ])('differs for another %s', (_, changes) => {
    expect(idOf(changes)).not.toBe(idOf());
  });
});

describe('the revision', () => {
  const revisionAfter = (...readings: readonly PersonReading[]) => personAfter(revokes, ...readings).revision;

  test('is raised when something else is decided', () => {
    expect(revisionAfter(joined, reading('added-to-group', {}, { groups: ['zuora-germany'] }))).toBe(2);
    expect(revisionAfter(joined, reading('left', {}, { time: '2026-11-22T09:30:00.000Z' }))).toBe(2);
  });

  test('stays when the same is decided again, or nothing was decided yet', () => {
    expect(revisionAfter(joined, joined, reading('changed', { title: 'Dr' }))).toBe(1);
    expect(revisionAfter(reading('joined'), reading('joined', { department: 'Sales' }))).toBe(0);
  });
});

test('a policy has the same hash before and after it is packaged', () => {
  const file = readPolicyFile(readFileSync('policy.example.yml', 'utf8'));
  if (!file.success) throw new Error('policy.example.yml is not sound');
  expect(policyHash(checkedPolicy(JSON.parse(JSON.stringify(file.policy))))).toBe(policyHash(file.policy));
});

test('events of one policy name it alike, and those of another do not', () => {
  const [one, same] = [policy({ on: revoking }), policy({ on: revoking })];
  const other: Policy = { ...one, homeEntity: Object.keys(one.entities).find((name) => name !== one.homeEntity) ?? '' };
  const hashOf = (by: Policy) => tryReading(by, joined, 'okta').events[0]?.policyhash;
  expect(hashOf(one)).toBe(hashOf(same));
  expect(hashOf(other)).not.toBe(hashOf(one));
});
