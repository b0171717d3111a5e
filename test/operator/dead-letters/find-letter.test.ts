/** Looks for the dead letter that an ID names. */
import { describe, expect, test } from '@jest/globals';
import { readDeadLetter } from '../../../operator/dead-letters/dead-letter.ts';
import { DeadLetterQueue } from '../../../operator/dead-letters/dead-letter-queue.ts';
import { findLetters, requireOneLetter } from '../../../operator/dead-letters/find-letter.ts';
import { useReceiveTimedSqs } from '../../services/receive-timed-sqs.ts';

const { sqs, client } = useReceiveTimedSqs();
const urls = { sourceUrl: 'http://aws/1/queue', deadLetterUrl: 'http://aws/1/queue-dlq' };
const queue = new DeadLetterQueue(client, { name: 'queue', ...urls }, 300_000);

const { signal } = new AbortController();

test('a search ends with the message whose own ID it is', async () => {
  sqs.store(1000);
  const { letters, isComplete } = await findLetters([queue], signal, 'm25');
  expect([letters.map(({ messageId }) => messageId), isComplete, sqs.receives]).toEqual([['m25'], true, 3]);
});

test('a search that found nothing says whether it has looked everywhere', async () => {
  sqs.store(5000);
  sqs.visibilityTimeout = 100;
  expect(await findLetters([queue], signal, 'other')).toEqual({ letters: [], isComplete: false });
});

describe('of the letters that a search found', () => {
  const letter = (MessageId: string) =>
    readDeadLetter('access', {
      MessageId,
      ReceiptHandle: '',
      Body: '',
      Attributes: { SentTimestamp: '1795253400000' },
    });
  const [one, other] = [letter('one'), letter('other')];

  test('one is the letter', () => {
    expect(requireOneLetter({ letters: [one], isComplete: false }, 'id')).toBe(one);
  });

  test('none of several is taken for the letter', () => {
    expect(() => requireOneLetter({ letters: [one, other], isComplete: true }, 'id')).toThrow(
      '2 dead letters have the message ID id. Give the own ID of one: one (access, crashed), other (access, crashed).',
    );
  });

  test('none is a failure, which says whether all were read', () => {
    const none = 'No dead letter with the message ID id can be received.';
    expect(() => requireOneLetter({ letters: [], isComplete: true }, 'id')).toThrow(none);
    const unread = { letters: [], isComplete: false };
    expect(() => requireOneLetter(unread, 'id')).toThrow(/ Not all dead letters were read\.$/);
    expect(() => requireOneLetter(unread, 'id', 'Name one.')).toThrow(/ Not all dead letters were read\. Name one\.$/);
  });
});
