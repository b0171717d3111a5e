import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { userAccessRequested } from '../../../events/user-access-requested.ts';
import { userAccessRevoked } from '../../../events/user-access-revoked.ts';
import { checkedPolicy, entities, policy, reading, revoking } from '../../../fuzz/fixtures/policies.ts';
import { readEvent } from '../../../lib/event/event.ts';
import type { Person } from '../../../lib/identity/person.ts';
import type { ChangeKind, PersonReading } from '../../../lib/identity/reading.ts';
import { decideAccess } from '../../../lib/policy/access-decision.ts';
import { canonicalEvents, messageBody } from '../../../lib/policy/canonical-events.ts';
import type { Policy } from '../../../lib/policy/policy.ts';
import { readPolicyFile } from '../../../lib/policy/policy-file.ts';
import { policyHash } from '../../../lib/policy/policy-hash.ts';

function eventsOf(read: PersonReading, source = 'okta', by: Policy = policy({ on: revoking })) {
  const decision = decideAccess(by, read);
  return decision.kind === 'access-change' ? canonicalEvents(by, decision, read, source) : [];
}
const eventOf = (change: ChangeKind, person: Person = {}, others: Partial<PersonReading> = {}, source = 'okta') => {
  const [event, ...rest] = eventsOf(reading(change, person, others), source);
  if (event === undefined || rest.length > 0) throw new Error('not one event');
  return event;
};

test('a grant is one request for all entities, made in the home entity', () => {
  expect(eventOf('joined', { department: 'Billing' })).toEqual({
    specversion: '1.0',
    type: 'zuora.user-access.requested.v1',
    source: 'urn:zuora-access:identity-events',
    identitysource: 'okta',
    identityevent: 'event-1',
    policyhash: expect.stringMatching(/^[0-9a-f]{64}$/),
    id: expect.stringMatching(/^[0-9a-f]{64}$/),
    time: '2026-11-21T09:30:00.000Z',
    datacontenttype: 'application/json',
    correlationid: 'okta:event-1',
    data: {
      username: 'ada@example.com',
      targetEntityIds: [entities.germany, entities.france],
      entityId: entities.home,
      requestedBy: 'okta',
      reason: 'joined, by policy: billing',
    },
  });
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

test('the id is the same in every release; otherwise past changes would be repeated', () => {
  expect(eventOf('joined', { department: 'Billing' }).id).toBe(
    'dcc8d060827890ad1c8f75bc8e2b14883cb2cc8d49d24a610d82280ac2788a79',
  );
});

test('a revocation names the entities and no home entity', () => {
  expect(eventOf('left')).toMatchObject({
    type: 'zuora.user-access.revoked.v1',
    data: {
      username: 'ada@example.com',
      targetEntityIds: [entities.germany, entities.france, entities.japan],
      requestedBy: 'okta',
      reason: 'left',
    },
  });
  expect(eventOf('left').data).not.toHaveProperty('entityId');
});

test('a mover leads to one request and one revocation, each with the rules behind it', () => {
  const rules = [
    { id: 'a', when: { department: ['A'] }, grant: ['germany'] },
    { id: 'b', when: { department: ['B'] }, grant: ['france'] },
  ];
  const events = eventsOf(reading('changed', { department: 'B' }), 'okta', policy({ rules, on: revoking }));
  expect(events.map(({ type, data }) => [type, data.targetEntityIds, data.reason])).toEqual([
    ['zuora.user-access.requested.v1', [entities.france], 'changed, by policy: b'],
    ['zuora.user-access.revoked.v1', [entities.germany], 'changed, by policy: a'],
  ]);
  expect(new Set(events.map(({ id }) => id)).size).toBe(2);
});

test('a reported change leads to no event', () => {
  expect(eventsOf(reading('left'), 'okta', policy())).toEqual([]);
});

test('an effective-dated change has its effective date as its time', () => {
  const effectiveAt = '2026-12-31T00:00:00.000Z';
  expect(eventOf('left', {}, { effectiveAt }).time).toBe(effectiveAt);
});

test('the operations accept the events', () => {
  const person = { department: 'Billing' };
  const others = { id: `${'i'.repeat(255)}\u{FFFF}` };
  const body = messageBody(eventOf('joined', person, others));
  expect(readEvent('requestUserAccess', userAccessRequested, body, 'message').command).toEqual({
    username: 'ada@example.com',
    targetEntityIds: [entities.germany, entities.france],
    entityId: entities.home,
  });
  expect(readEvent('revokeUserAccess', userAccessRevoked, messageBody(eventOf('left')), 'message').command).toEqual({
    username: 'ada@example.com',
    targetEntityIds: [entities.germany, entities.france, entities.japan],
  });
});

test('the body has no character that SQS refuses, and the same content', () => {
  const event = eventOf('joined', { department: 'Billing' }, { id: '\u{0}\u{FFFE}\u{FFFF}\u{D800}x' });
  const body = messageBody(event);
  // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html
  expect(body).toMatch(/^[\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]*$/u);
  expect(JSON.parse(body)).toEqual(event);
});

test('the reason stays within the contract’s limit, however many rules match', () => {
  const rules = Array.from({ length: 100 }, (_, index) => ({
    id: `${'r'.repeat(60)}${index}`,
    when: { department: ['Billing'] },
    grant: ['japan'],
  }));
  const [event] = eventsOf(reading('joined', { department: 'Billing' }), 'okta', policy({ rules }));
  expect(event?.data.reason?.length).toBe(1024);
});

describe('the id', () => {
  const { id } = eventOf('joined', { department: 'Billing' });

  test('is the same for the same event of the source', () => {
    expect(eventOf('joined', { department: 'Billing' }).id).toBe(id);
  });
  test.each<[string, () => { id?: string | undefined }]>([
    ['event', () => eventOf('joined', { department: 'Billing' }, { id: 'event-2' })],
    ['source', () => eventOf('joined', { department: 'Billing' }, {}, 'workos')],
    ['person', () => eventOf('joined', { department: 'Billing', userName: 'grace' })],
    ['effective date', () => eventOf('joined', { department: 'Billing' }, { effectiveAt: '2026-12-31T00:00:00.000Z' })],
    ['choice of entities', () => eventOf('joined', { department: 'Billing', userType: 'contractor' })],
  ])('differs for another %s', (_, other) => {
    expect(other().id).not.toBe(id);
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
  const hashOf = (by: Policy) => eventsOf(reading('joined', { department: 'Billing' }), 'okta', by)[0]?.policyhash;
  expect(hashOf(one)).toBe(hashOf(same));
  expect(hashOf(other)).not.toBe(hashOf(one));
});
