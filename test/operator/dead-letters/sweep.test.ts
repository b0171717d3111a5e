/** Sweeps over more letters than stay invisible until the end. */
import { beforeEach, describe, expect, test } from '@jest/globals';
import { DeadLetterQueue } from '../../../operator/dead-letters/dead-letter-queue.ts';
import { readLetters, sweep } from '../../../operator/dead-letters/sweep.ts';
import { useReceiveTimedSqs } from '../../services/receive-timed-sqs.ts';

const { sqs, client } = useReceiveTimedSqs();
const urls = { sourceUrl: 'http://aws/1/queue', deadLetterUrl: 'http://aws/1/queue-dlq' };
const queue = new DeadLetterQueue(client, { name: 'queue', ...urls }, 300_000);

/** Ends a sweep that would never end. */
let end: AbortController;
beforeEach(() => {
  end = new AbortController();
  sqs.begin = () => {
    if (sqs.receives > 3000) end.abort();
    return 0;
  };
});

const idsOf = (letters: readonly { readonly messageId: string }[]) =>
  new Set(letters.map(({ messageId }) => messageId));

describe('a sweep', () => {
  test('looks at all messages once, puts them back, and keeps no body', async () => {
    sqs.store(1000);
    const { letters, isComplete } = await readLetters([queue], end.signal);
    expect([letters.length, idsOf(letters).size, isComplete]).toEqual([1000, 1000, true]);
    expect(sqs.receives).toBe(102);
    expect(sqs.putBack.size).toBe(1000);
    expect(letters[0]).not.toHaveProperty('body');
    expect(letters[0]).not.toHaveProperty('attributes');
  });

  test('puts the rest back if a request to do so fails, and tells of the failure', async () => {
    sqs.store(200);
    sqs.refusedPutBacks = 1;
    await expect(readLetters([queue], end.signal)).rejects.toMatchObject({ name: 'QueueDoesNotExist' });
    expect(sqs.putBack.size).toBe(190);
  });

  test('tells of a message that SQS fails to put back, and not of one that is visible already', async () => {
    sqs.store(20);
    sqs.refusals.set('m3', { Code: 'ReceiptHandleIsInvalid', SenderFault: true });
    expect(await readLetters([queue], end.signal)).toMatchObject({ isComplete: true });
    sqs.store(20);
    sqs.putBack.clear();
    sqs.refusals.set('m12', { Code: 'InternalError', SenderFault: false });
    await expect(readLetters([queue], end.signal)).rejects.toMatchObject({ name: 'InternalError' });
    expect(sqs.putBack.has('m19')).toBe(true);
  });

  test('ends when the messages that it has seen hide all others, and says so', async () => {
    sqs.store(5000);
    sqs.visibilityTimeout = 100;
    const { letters, isComplete } = await readLetters([queue], end.signal);
    expect(end.signal.aborted).toBe(false);
    expect([letters.length, idsOf(letters).size, isComplete]).toEqual([1000, 1000, false]);
    expect(sqs.receives).toBeLessThanOrEqual(100 + 100 + 12);
    expect(sqs.putBack.size).toBe(1000);
  });

  test('goes on past messages that come again as long as new ones come between them', async () => {
    sqs.store(1000);
    sqs.visibilityTimeout = 50;
    sqs.begin = () => (sqs.receives * 977) % 1000;
    const { letters, isComplete } = await readLetters([queue], end.signal);
    expect([idsOf(letters).size, letters.length]).toEqual([1000, 1000]);
    expect(isComplete).toBe(false);
    expect(sqs.receives).toBeLessThan(1000);
  });

  test('holds no more messages than it may, and says that there are others', async () => {
    sqs.store(500);
    let seen = 0;
    const visit = async (letters: readonly object[]) => {
      seen += letters.length;
      return [];
    };
    expect(await sweep(queue, end.signal, visit, { maxHeld: 200 })).toBe(false);
    expect([seen, sqs.receives, sqs.putBack.size]).toEqual([200, 20, 200]);
  });

  test('of messages that leave the queue has no such limit', async () => {
    sqs.store(500);
    const visit = async (letters: readonly { readonly messageId: string }[]) => [...idsOf(letters)];
    expect(await sweep(queue, end.signal, visit, { maxHeld: 200 })).toBe(true);
    expect([sqs.receives, sqs.putBack.size]).toEqual([52, 0]);
  });

  test('reads no more messages than fit into memory', async () => {
    sqs.store(500);
    const { letters, isComplete } = await readLetters([queue], end.signal, 300);
    expect([letters.length, isComplete]).toEqual([300, false]);
    expect(sqs.putBack.size).toBe(300);
  });

  test('of many messages receives several batches at once', async () => {
    sqs.store(500);
    sqs.approximateCount = 10_000;
    const { letters, isComplete } = await readLetters([queue], end.signal);
    expect([letters.length, isComplete]).toEqual([500, true]);
    // Each of two receivers ends after two receives without a message.
    expect(sqs.receives).toBe(50 + 2 * 2);
  });
});
