import { createHash } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { entityConnectionApproved } from '../../../events/entity-connection-approved.ts';
import decidedExample from '../../../events/user-access-decided.example.json' with { type: 'json' };
import { userAccessDecided } from '../../../events/user-access-decided.ts';
import { userAccessRequested } from '../../../events/user-access-requested.ts';
import { BadEvent } from '../../../lib/errors.ts';
import { readEvent } from '../../../lib/event/event.ts';
import { accessEvent, germany, japan } from '../../factories.ts';

const messageId = '0f9b8f3e-6d0a-4f55-9a55-0d6a6a3b1f01';

const read = (event: object, operation = 'requestUserAccess', first = messageId) =>
  readEvent(operation, userAccessRequested, JSON.stringify(event), first);

function refusalOf(event: object): BadEvent {
  try {
    read(event);
  } catch (error) {
    if (error instanceof BadEvent) return error;
    throw error;
  }
  throw new Error('it was taken');
}

test('an event is read with what the audit needs, and the command without it', () => {
  const event = accessEvent(
    { correlationid: 'TICKET-1', datacontenttype: 'application/json' },
    { requestedBy: 'grace', reason: 'a new job', entityId: '5EED0000-0000-4000-8000-000000000001' },
  );
  expect(read(event)).toEqual({
    identity: expect.stringMatching(/^[0-9a-f]{64}$/),
    command: {
      username: 'ada.lovelace@example.com',
      targetEntityIds: [germany],
      entityId: '5eed0000000040008000000000000001',
    },
    commandHash: expect.stringMatching(/^[0-9a-f]{64}$/),
    eventId: 'joiner-1',
    source: 'https://hr.example.com',
    time: '2026-11-21T09:30:00.000Z',
    correlationId: 'TICKET-1',
    requestedBy: 'grace',
    requestReason: 'a new job',
  });
});

const origin = {
  source: 'urn:zuora-access:identity-events',
  identitysource: 'okta',
  identityevent: '00u1',
  policyhash: 'f'.repeat(64),
  effectiveat: '2026-11-01T00:00:00+01:00',
  reportedat: '2026-11-03T09:00:00Z',
};

test('a decision names the identity event and the policy that it comes from, with their times', () => {
  const body = JSON.stringify({ ...decidedExample, ...origin });
  expect(readEvent('applyAccessDecision', userAccessDecided, body, messageId)).toMatchObject({
    ...{ identitySource: 'okta', identityEventId: '00u1', policyHash: 'f'.repeat(64) },
    ...{ effectiveAt: '2026-10-31T23:00:00.000Z', reportedAt: '2026-11-03T09:00:00.000Z' },
  });
});

test("a publisher's event names no identity event, even under the service's own name", () => {
  const { identitySource, identityEventId, policyHash, effectiveAt, reportedAt } = read(accessEvent(origin));
  expect([identitySource, identityEventId, policyHash, effectiveAt, reportedAt]).toEqual(Array(5).fill(undefined));
});

describe('the identity', () => {
  const { identity } = read(accessEvent());

  test('is SHA-256 of the JSON of operation, source and id', () => {
    const json = '["requestUserAccess","https://hr.example.com","joiner-1"]';
    expect(identity).toBe(createHash('sha256').update(json).digest('hex'));
  });

  test('stays when the event comes under another message ID, at another time or with other content', () => {
    expect(read(accessEvent(), 'requestUserAccess', 'another').identity).toBe(identity);
    expect(read(accessEvent({ time: '2027-01-01T00:00:00+01:00' })).identity).toBe(identity);
    expect(read(accessEvent({}, { targetEntityIds: [japan] })).identity).toBe(identity);
  });

  test('is another for another id, source or operation', () => {
    const others = [
      read(accessEvent({ id: 'joiner-2' })),
      read(accessEvent({ source: 'https://idp.example.com' })),
      read(accessEvent(), 'denyUserAccess'),
    ];
    expect(new Set([identity, ...others.map((event) => event.identity)]).size).toBe(4);
  });

  test('is that of the first message where the event has no id', () => {
    const event = accessEvent({ id: undefined });
    expect(read(event).identity).toBe(read(event).identity);
    expect(read(event).identity).not.toBe(read(event, 'requestUserAccess', 'another').identity);
    expect(read(event).eventId).toBeUndefined();
  });
});

describe('the hash of the command', () => {
  const hash = (data: object, attributes = {}) => read(accessEvent(attributes, data)).commandHash;
  const two = hash({ targetEntityIds: [germany, japan] });

  test.each([
    ['the order of targets', { targetEntityIds: [japan, germany] }],
    ['repeated targets', { targetEntityIds: [japan, germany, japan] }],
    ['hyphens', { targetEntityIds: ['5eed0000-0000-4000-8000-000000000002', japan] }],
    ['the case of digits', { targetEntityIds: [germany.toUpperCase(), japan.toUpperCase()] }],
    ['who asked, and why', { targetEntityIds: [germany, japan], requestedBy: 'grace', reason: 'a new job' }],
  ])('does not depend on %s', (_, data) => {
    expect(hash(data)).toBe(two);
  });

  test('does not depend on the order of fields, nor on the attributes around them', () => {
    const { username, targetEntityIds } = accessEvent({}, { targetEntityIds: [germany, japan] }).data;
    expect(read({ ...accessEvent(), data: { targetEntityIds, username } }).commandHash).toBe(two);
    expect(hash({ targetEntityIds }, { id: 'other', correlationid: 'x' })).toBe(two);
  });

  test('does not depend on the spelling of the end, nor on the order of those who approved', () => {
    const berlin = hash({ expiresAt: '2026-12-31T01:00:00.0000+01:00', approvedBy: ['grace', 'alan', 'grace'] });
    expect(hash({ expiresAt: '2026-12-31T00:00:00Z', approvedBy: ['alan', 'grace'] })).toBe(berlin);
  });

  test('is that of the fields that the event has, as in every earlier release', () => {
    const json = `{"username":"ada.lovelace@example.com","targetEntityIds":["${germany}"]}`;
    expect(hash({})).toBe(createHash('sha256').update(json).digest('hex'));
  });

  test.each([
    ['user', { targetEntityIds: [germany, japan], username: 'grace' }],
    ['target', { targetEntityIds: [germany] }],
    ['entity', { targetEntityIds: [germany, japan], entityId: japan }],
    ['key of the assignment', { targetEntityIds: [germany, japan], assignment: 'T-1' }],
    ['end', { targetEntityIds: [germany, japan], expiresAt: '2026-12-31T00:00:00Z' }],
    ['ticket', { targetEntityIds: [germany, japan], ticket: 'T-1' }],
    ['people who approved', { targetEntityIds: [germany, japan], approvedBy: ['grace'] }],
  ])('depends on the %s', (_, data) => {
    expect(hash(data)).not.toBe(two);
  });
});

describe('the type', () => {
  test('may have a prefix of its own, ended by a dot', () => {
    expect(read(accessEvent({ type: 'com.example.zuora.user-access.requested.v1' })).eventId).toBe('joiner-1');
  });

  test.each([
    ['unexpected-type', 'zuora.entity-connection.approved.v1'],
    ['unexpected-type', 'notzuora.user-access.requested.v1'],
    ['unexpected-type', 'zuora.user-access.requested.v10'],
    ['invalid-event', undefined],
    ['invalid-event', 1],
  ])('is %s: %s', (reason, type) => {
    expect(refusalOf(accessEvent({ type })).reason).toBe(reason);
  });

  test('is told when it is refused, a long one in part', () => {
    const expected = 'type: this queue takes "zuora.user-access.requested.v1", not';
    expect(refusalOf(accessEvent({ type: 'x'.repeat(201) })).message).toBe(`${expected} "${'x'.repeat(200)}"`);
    expect(refusalOf(accessEvent({ type: 1 })).message).toBe('type: is missing or not a string');
  });
});

describe('a bad field is told by its name:', () => {
  const tooLong = (length: number) => 'x'.repeat(length + 1);

  test.each<[field: string, attributes: object, data?: object]>([
    ['specversion', { specversion: '0.3' }],
    ['source', { source: '' }],
    ['source', { source: undefined }],
    ['id', { id: '' }],
    ['id', { id: 7 }],
    ['id', { id: tooLong(512) }],
    ['time', { time: undefined }],
    ['time', { time: '2026-11-21' }],
    ['time', { time: '2026-11-21T09:30:00' }],
    ['time', { time: '2026-02-30T09:30:00Z' }],
    ['correlationid', { correlationid: '' }],
    ['data.username', {}, { username: undefined }],
    ['data.username', {}, { username: '' }],
    ['data.username', {}, { username: '.' }],
    ['data.username', {}, { username: '..' }],
    ['data.username', {}, { username: ' ada' }],
    ['data.username', {}, { username: 'ada\u0000' }],
    ['data.username', {}, { username: 'ada\ud800' }],
    ['data.username', {}, { username: tooLong(255) }],
    ['data.targetEntityIds', {}, { targetEntityIds: [] }],
    ['data.targetEntityIds', {}, { targetEntityIds: germany }],
    ['data.targetEntityIds', {}, { targetEntityIds: Array(101).fill(germany) }],
    ['data.targetEntityIds.1', {}, { targetEntityIds: [germany, 'japan'] }],
    ['data.entityId', {}, { entityId: `${germany}0` }],
    ['data.assignment', {}, { assignment: '' }],
    ['data.assignment', {}, { assignment: ' T-1' }],
    ['data.assignment', {}, { assignment: 'T\u20281 ' }],
    ['data.assignment', {}, { assignment: 'T-1\u0007' }],
    ['data.assignment', {}, { assignment: 'T-1\ud800' }],
    ['data.assignment', {}, { assignment: tooLong(100) }],
    ['data.expiresAt', {}, { expiresAt: '2026-12-31' }],
    ['data.expiresAt', {}, { expiresAt: '2026-12-31T00:00:00' }],
    ['data.expiresAt', {}, { expiresAt: '2026-02-30T00:00:00Z' }],
    ['data.expiresAt', {}, { expiresAt: 1_795_900_000_000 }],
    ['data.ticket', {}, { ticket: '' }],
    ['data.ticket', {}, { ticket: tooLong(100) }],
    ['data.approvedBy', {}, { approvedBy: [] }],
    ['data.approvedBy', {}, { approvedBy: 'grace' }],
    ['data.approvedBy', {}, { approvedBy: Array(11).fill('grace') }],
    ['data.approvedBy.1', {}, { approvedBy: ['grace', tooLong(100)] }],
    ['data.assignments', {}, { assignments: ['T-1'] }],
    ['data.entityID', {}, { entityID: germany }],
    ['data.__proto__', {}, JSON.parse('{"__proto__":{"entityId":"x"}}')],
    ['data.requestedBy', {}, { requestedBy: tooLong(256) }],
    ['data.reason', {}, { reason: tooLong(1024) }],
  ])('%s %j %j', (field, attributes, data = {}) => {
    const { reason, message } = refusalOf(accessEvent(attributes, data));
    expect(reason).toBe('invalid-event');
    expect(message.startsWith(`${field}: `)).toBe(true);
  });

  test('all of them at once, and none of the values', () => {
    const { message } = refusalOf(accessEvent({ time: 'hunter2' }, { username: '.hunter2\n', colour: 'hunter2' }));
    expect(message).toMatch(/^time: .*; data\.username: .*; data\.colour: is not a known field$/);
    expect(message).not.toContain('hunter2');
  });

  test.each(['../accept', 'a b', 'ü', 'a?b', ''])('connectionId "%s"', (connectionId) => {
    const event = { ...accessEvent({ type: entityConnectionApproved.type }), data: { connectionId } };
    const reading = () => readEvent('acceptEntityConnection', entityConnectionApproved, JSON.stringify(event), '');
    expect(reading).toThrow(/^data\.connectionId: must be an entity connection id/);
  });
});

describe('the time', () => {
  test.each([
    ['2026-11-21T09:30:00+02:00', '2026-11-21T07:30:00.000Z'],
    [`2026-11-21T09:30:00.${'1'.repeat(409_100)}Z`, '2026-11-21T09:30:00.111Z'],
  ])('is kept in UTC to the millisecond, however long it is written', (time, expected) => {
    expect(read(accessEvent({ time })).time).toBe(expected);
  });
});
