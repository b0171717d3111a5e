import { describe, expect, test } from '@jest/globals';
import {
  type AccessChange,
  type Effect,
  isMadeBefore,
  isSuperseded,
  newerEvent,
  type Precedent,
  precedentAfter,
  precedentBefore,
  unlisted,
} from '../../../lib/ledger/precedence.ts';

const now = 1_000_000;
const operationOf = (grants: boolean) => (grants ? 'request' : 'revoke');
const change = (grants: boolean, time: number, operation = operationOf(grants)): AccessChange => ({
  ...{ event: `${operation} ${time}`, operation, grants, time },
  entityIds: ['e'],
});
const precedent = (grants: boolean, time: number): Precedent => ({
  ...{ operation: operationOf(grants), grants, time, event: `${operationOf(grants)} ${time}` },
  ...(grants ? {} : { revokedAt: time }),
});
const none = unlisted(undefined);
const effect = (changes: Partial<Effect>): Effect => ({
  ...{ isMade: false, isSeen: false, isSent: false, quietAt: now, now },
  ...changes,
});

describe('of two things said of a user in an entity', () => {
  test.each([
    ['the first of all', change(true, 0), none, false],
    ['a grant after a removal', change(true, 2), precedent(false, 1), false],
    ['a grant before a removal', change(true, 1), precedent(false, 2), true],
    ['a removal after a grant', change(false, 2), precedent(true, 1), false],
    ['a removal before a grant', change(false, 1), precedent(true, 2), true],
    ['a grant before a grant', change(true, 1), precedent(true, 2), true],
    ['an approval before a request', change(true, 1, 'approve'), precedent(true, 2), false],
    [
      'an approval before a removal and after a request',
      change(true, 2, 'approve'),
      { ...precedent(true, 4), revokedAt: 3 },
      true,
    ],
    ['an approval before a removal', change(true, 1, 'approve'), precedent(false, 2), true],
    ['a grant of the same time as a removal', change(true, 1), precedent(false, 1), true],
    ['a removal of the same time as a grant', change(false, 1), precedent(true, 1), false],
    ['a grant of the same time as a grant', change(true, 1), precedent(true, 1), false],
    ['a removal of the same time as a removal', change(false, 1), precedent(false, 1), false],
  ])('%s is superseded or not', (_, one, other, expected) => {
    expect(isSuperseded(one, other)).toBe(expected);
  });

  test.each([
    ['the other event', change(true, 1), precedent(false, 2), { operation: 'revoke', time: 2 }],
    [
      'a revocation that an event followed',
      change(true, 2, 'approve'),
      { ...precedent(true, 4), revokedAt: 3 },
      { operation: undefined, time: 3 },
    ],
    ['a revocation that is no longer listed', change(true, 2), unlisted(5), { operation: undefined, time: 5 }],
    ['nothing', change(true, 3), precedent(false, 2), undefined],
  ])('%s supersedes the older one', (_, one, other, expected) => {
    expect(newerEvent(one, other)).toEqual(expected);
  });
});

test('a revocation counts before it is made, and a pending request is not forgotten by it', () => {
  expect(precedentBefore(change(false, 2), { ...precedent(true, 1), requestedAt: 7 })).toEqual({
    ...precedent(false, 2),
    requestedAt: 7,
  });
  expect(precedentBefore(change(false, 2), none)).toEqual(precedent(false, 2));
});

test('a grant does not count before it is made', () => {
  expect(precedentBefore(change(true, 2), precedent(false, 1))).toEqual(precedent(false, 1));
});

describe('after an attempt at a grant', () => {
  const afterAttempt = (changes: Partial<Effect>, before: Precedent = none) =>
    precedentAfter(change(true, 2), before, effect(changes));

  test.each<[string, Partial<Effect>, number | undefined, number | undefined]>([
    ['nothing was sent', {}, undefined, undefined],
    ['nothing was sent, and an earlier request may be pending', {}, 7, 7],
    ['Zuora took the request', { isMade: true, isSent: true }, undefined, now],
    ['Zuora did not answer', { isSent: true, quietAt: now + 5 }, undefined, now],
    ['a look shows the access', { isMade: true, isSeen: true }, 7, undefined],
  ])('%s: the request is pending or not', (_, changes, before, requestedAt) => {
    expect(afterAttempt(changes, { ...none, requestedAt: before }).requestedAt).toBe(requestedAt);
  });

  test('it counts only if it was made', () => {
    expect(afterAttempt({ isSent: true })).toMatchObject({ operation: '', grants: false });
    expect(afterAttempt({ isMade: true, isSent: true })).toMatchObject(precedent(true, 2));
  });

  test('an unanswered write closes the entity until Zuora has surely stopped', () => {
    expect(afterAttempt({ isSent: true, quietAt: now + 5 }).unansweredUntil).toBe(now + 5);
    expect(afterAttempt({ isMade: true }, { ...none, unansweredUntil: now - 1 }).unansweredUntil).toBeUndefined();
  });
});

test('an event that was made is known to be, until something newer counts', () => {
  const made = precedentAfter(change(true, 2), none, effect({ isMade: true }));
  expect(isMadeBefore(change(true, 2), made)).toBe(true);
  expect(isMadeBefore(change(true, 3), made)).toBe(false);
  expect(isMadeBefore(change(true, 2), precedentBefore(change(false, 3), made))).toBe(false);
});

test('of two grants of the same time, the one that was made last counts', () => {
  const made = effect({ isMade: true });
  expect(precedentAfter(change(true, 2, 'approve'), precedent(true, 2), made).operation).toBe('approve');
});

test('an older event never replaces a newer one', () => {
  const made = effect({ isMade: true });
  expect(precedentAfter(change(true, 1, 'approve'), precedent(true, 2), made)).toMatchObject(precedent(true, 2));
});

test('no request is pending once access was revoked', () => {
  const before = { ...precedent(false, 2), requestedAt: 7 };
  expect(precedentAfter(change(false, 2), before, effect({ isMade: true })).requestedAt).toBeUndefined();
  expect(precedentAfter(change(false, 2), before, effect({})).requestedAt).toBe(7);
});

test('a revocation that is no longer listed still supersedes a grant that is not newer', () => {
  expect(isSuperseded(change(true, 5), unlisted(5))).toBe(true);
  expect(isSuperseded(change(true, 6), unlisted(5))).toBe(false);
});
