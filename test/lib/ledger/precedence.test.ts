import { describe, expect, test } from '@jest/globals';
import {
  type AccessChange,
  isSuperseded,
  type Precedent,
  precedentAfter,
  precedentBefore,
} from '../../../lib/ledger/precedence.ts';

const operationOf = (grants: boolean) => (grants ? 'request' : 'revoke');
const change = (grants: boolean, time: number, operation = operationOf(grants)): AccessChange => ({
  ...{ operation, grants, time },
  ...{ username: 'ada', entityIds: ['e'] },
});
const precedent = (grants: boolean, time: number, requested = grants): Precedent => ({
  ...{ operation: operationOf(grants), grants, time, requested },
  ...(grants ? {} : { revokedAt: time }),
});

describe('of two things said of a user in an entity', () => {
  test.each([
    ['the first of all', change(true, 0), undefined, false],
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
});

test('what takes access counts as soon as it is tried, and keeps in mind a request that may be pending', () => {
  expect(precedentBefore(change(false, 2), precedent(true, 1))).toEqual(precedent(false, 2, true));
  expect(precedentBefore(change(false, 2))).toEqual(precedent(false, 2));
});

test('what grants access counts only once it is given, but its request may be pending from its trial on', () => {
  const tried = precedentBefore(change(true, 2), precedent(false, 1));
  expect(tried).toEqual(precedent(false, 1, true));
  expect(isSuperseded(change(true, 1), tried)).toBe(true);
  expect(isSuperseded(change(false, -5), precedentBefore(change(true, 2)))).toBe(false);
  expect(precedentAfter(change(true, 2))).toEqual(precedent(true, 2));
});

test('of two grants of the same time, the one that was made last counts', () => {
  expect(precedentAfter(change(true, 2, 'approve'), precedent(true, 2)).operation).toBe('approve');
});

test('what counts is never older than what did', () => {
  expect(precedentAfter(change(true, 1, 'approve'), precedent(true, 2))).toEqual(precedent(true, 2));
});

test('nothing is pending once access was taken', () => {
  expect(precedentAfter(change(false, 2), precedent(false, 2, true))).toEqual(precedent(false, 2));
});
