import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { maxMessageBytes } from '../../../lib/sqs/dead-letter.ts';
import { maxBatch, settleBatch, splitIntoBatches } from '../../../operator/dead-letters/batch.ts';

test('batches keep every item, in order, within the limits of SQS, and none could take the next item', () => {
  const sizes = fc.array(fc.oneof(fc.nat(2000), fc.nat(maxMessageBytes)), { maxLength: 60 });
  fc.assert(
    fc.property(sizes, (items) => {
      const batches = splitIntoBatches(items, (bytes) => bytes);
      const sum = (batch: readonly number[]) => batch.reduce((total, bytes) => total + bytes, 0);
      expect(batches.flat()).toEqual(items);
      for (const [index, batch] of batches.entries()) {
        expect(batch.length).toBeLessThanOrEqual(maxBatch);
        expect(sum(batch)).toBeLessThanOrEqual(maxMessageBytes);
        const [next] = batches[index + 1] ?? [];
        if (next !== undefined) expect(batch.length === maxBatch || sum(batch) + next > maxMessageBytes).toBe(true);
      }
    }),
  );
});

test('an entry that SQS says nothing of counts as refused', async () => {
  const results = await settleBatch([{}, {}], async () => ({ Successful: [{ Id: '1' }] }));
  expect(results.map(({ status }) => status)).toEqual(['rejected', 'fulfilled']);
});

test('a batch that fails as a whole is a failure of each entry', async () => {
  const reason = new Error('no network');
  expect(await settleBatch([{}, {}], () => Promise.reject(reason))).toEqual([
    { status: 'rejected', reason },
    { status: 'rejected', reason },
  ]);
});
