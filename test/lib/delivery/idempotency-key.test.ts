import { expect, test } from '@jest/globals';
import { IdempotencyKey } from '../../../lib/delivery/idempotency-key.ts';

test('the key is the first message ID, followed by the epoch once an earlier one is used up', () => {
  const key = new IdempotencyKey('0f9b8f3e', 0);
  expect(key.value).toBe('0f9b8f3e');
  key.advanceEpoch();
  expect([key.value, key.epoch]).toEqual(['0f9b8f3e.1', 1]);
  key.advanceEpoch();
  expect([key.value, key.epoch]).toEqual(['0f9b8f3e.2', 2]);
});

test('it goes on where the ledger left it', () => {
  expect(new IdempotencyKey('0f9b8f3e', 3).value).toBe('0f9b8f3e.3');
});
