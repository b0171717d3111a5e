import { describe, expect, test } from '@jest/globals';
import { entityConnectionApproved } from '../../../events/entity-connection-approved.ts';
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
];
const event = { ...connectionApproved('c-1', '5eed0000000040008000000000000001'), id: 'e-1' };

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
    expect(publication.received().eventId).toBe('e-1');
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
    const { received } = toPublication(JSON.stringify(anonymous), catalogue);
    expect(received('m-1').identity).not.toBe(received('m-2').identity);
  });
});

test.each([
  ['no JSON', 'Not sent, not-json: '],
  [JSON.stringify([event]), 'Not sent, batch-unsupported: '],
  [
    JSON.stringify({ ...event, type: 'other' }),
    'Not sent, unexpected-type: type: must be zuora.entity-connection.approved',
  ],
  [JSON.stringify({ ...event, time: 1, data: {} }), 'Not sent, invalid-event: time: .*; data.connectionId: is missing'],
])('%s is not published, and the reason is named', (body, message) => {
  expect(() => toPublication(body, catalogue)).toThrow(NotPublished);
  expect(() => toPublication(body, catalogue)).toThrow(new RegExp(`^${message}`));
});
