import { expect, test } from '@jest/globals';
import { describeEntities, describeEventId } from '../../operator/event-subject.ts';

const same = (id: string) => id;

test.each([
  [[], undefined],
  [['a'], 'a'],
  [['a', 'b', 'c', 'd', 'e'], 'a, b, c, d, e'],
  [['a', 'b', 'c', 'd', 'e', 'f', 'g'], 'a, b, c, d, e and 2 more'],
])('the entities %j are named in one line', (ids, expected) => {
  expect(describeEntities(ids, same)).toBe(expected);
});

const hash = '0123456789abcdef'.repeat(4);
const derived = { eventId: hash, source: 'urn:zuora-access:identity-events' };

test.each([
  ['a publisher’s own id', { eventId: 'joiner-1', source: 'hr', correlationId: 'ticket-7' }, 'joiner-1'],
  ['a publisher’s own id of 64 hex digits', { ...derived, source: 'hr', correlationId: 'ticket-7' }, hash],
  ['the identity event of a derived one', { ...derived, identityEventId: '00u1', correlationId: 'ticket-7' }, '00u1'],
  ['the correlation of one that an earlier release derived', { ...derived, correlationId: 'okta:00u1' }, 'okta:00u1'],
  ['the beginning of a hash that stands alone', derived, '01234567…'],
  ['nothing of an event without an id', { source: 'hr' }, undefined],
])('the id of an event is shown as %s', (_, ids, expected) => {
  expect(describeEventId(ids)).toBe(expected);
});
