import { describe, expect, test } from '@jest/globals';
import { entityConnectionApproved } from '../../../events/entity-connection-approved.ts';
import { identityUserJoined } from '../../../events/identity-user-joined.ts';
import { cases } from '../../../fuzz/fixtures/cases.ts';
import { effectivePrefix } from '../../../lib/ledger/effective-change.ts';
import { wakeUpBody } from '../../../lib/translation/wake-up.ts';
import { NotPublished } from '../../../operator/errors.ts';
import { toPublication } from '../../../operator/publication/publication.ts';
import { connectionApproved } from '../../system/events.ts';

const catalogue = [
  {
    contract: entityConnectionApproved,
    queue: 'connection-approvals',
    operation: 'acceptEntityConnection',
    isRecorded: true,
  },
  {
    contract: identityUserJoined,
    queue: 'identity-events',
    operation: 'translateIdentityEvent',
    isRecorded: false,
  },
];
const event = { ...connectionApproved('c-1', '5eed0000000040008000000000000001'), id: 'e-1' };

const oktaEvent = {
  eventType: 'user.lifecycle.create',
  published: '2026-11-21T09:30:00Z',
  target: [{ type: 'User', alternateId: 'ada@example.com' }],
};

describe('an event', () => {
  test('goes to the queue of its type as it is', () => {
    const body = JSON.stringify(event, null, 2);
    expect(toPublication(body, catalogue)).toMatchObject({ queue: 'connection-approvals', body });
  });

  test('may have a prefix before its type, and an envelope', () => {
    const detail = { ...event, type: `com.example.${entityConnectionApproved.type}` };
    const body = JSON.stringify({ 'detail-type': 'any', source: 'any', id: 'envelope', detail });
    const publication = toPublication(body, catalogue);
    expect(publication.body).toBe(body);
    expect(publication.isRecorded && publication.received().eventId).toBe('e-1');
  });

  test('leaves its envelope when it is another, that happens at another time', () => {
    const body = JSON.stringify({
      'detail-type': entityConnectionApproved.type,
      source: 's',
      id: 'old',
      detail: event,
    });
    const anew = { id: 'new', time: '2026-12-24T18:00:00Z' };
    expect(JSON.parse(toPublication(body, catalogue, anew).body)).toMatchObject({ ...event, ...anew });
  });

  test('without an id is known by its message', () => {
    const { id: _, ...anonymous } = event;
    const publication = toPublication(JSON.stringify(anonymous), catalogue);
    const identity = (messageId: string) => publication.isRecorded && publication.received(messageId).identity;
    expect(identity('m-1')).not.toBe(identity('m-2'));
  });
});

test.each([
  ['no JSON', 'Not sent, not-json: '],
  [JSON.stringify([event]), 'Not sent, batch-unsupported: '],
  [
    JSON.stringify({ ...event, type: 'other' }),
    'Not sent, unexpected-type: type: must be identity.user.joined.v1, or zuora.entity-connection.approved',
  ],
  [
    JSON.stringify({ ...event, type: 'zuora.entity-connection.aproved.v1' }),
    'Not sent, unexpected-type: .* Did you mean zuora.entity-connection.approved.v1\\?',
  ],
  ['{"hello":"world"}', 'Not sent, unrecognised-event: .* As a CloudEvent, specversion: is missing'],
  ['{"eventType":"com.okta.event_hook","data":{"events":[]}}', 'Not sent: the message contains no event'],
  [JSON.stringify(oktaEvent), 'Not sent, invalid-event: uuid: is missing'],
  [JSON.stringify({ ...event, time: 1, data: {} }), 'Not sent, invalid-event: time: .*; data.connectionId: is missing'],
])('%s is not published, and the reason is named', (body, message) => {
  expect(() => toPublication(body, catalogue)).toThrow(NotPublished);
  expect(() => toPublication(body, catalogue)).toThrow(new RegExp(`^${message}`));
});

describe('an event of an identity system', () => {
  const foreign = cases.filter(([source, , , first = '']) => source !== 'plain' && !first.startsWith('bad'));
  const bodyOf = (event: unknown) => (typeof event === 'string' ? event : JSON.stringify(event));

  test('goes to the queue of identity events as it is, from every system', () => {
    const queues = foreign.map(([, , event]) => toPublication(bodyOf(event), catalogue));
    expect(new Set(queues.map(({ queue, isRecorded }) => `${queue} ${isRecorded}`))).toEqual(
      new Set(['identity-events false']),
    );
    expect(queues.map(({ body }) => body)).toEqual(foreign.map(([, , event]) => bodyOf(event)));
  });

  test('is refused with the problem that the service would find', () => {
    const bad = cases.filter(([source, , , first = '']) => source !== 'plain' && first.startsWith('bad'));
    for (const [, , event, first = ''] of bad)
      expect(() => toPublication(bodyOf(event), catalogue)).toThrow(`Not sent, ${first.replace('bad ', '')}: `);
  });

  test('may be the message that wakes the service on the date of a change', () => {
    const body = wakeUpBody(`${effectivePrefix}1`);
    expect(toPublication(body, catalogue)).toMatchObject({ queue: 'identity-events', body, source: 'zuora-access' });
  });

  test('cannot become another event', () => {
    const [, , event] = foreign[0] ?? [];
    expect(() => toPublication(bodyOf(event), catalogue, { id: 'new', time: '2026-12-24T18:00:00Z' })).toThrow(
      'keeps its id. Publish it without --new-id.',
    );
  });
});
