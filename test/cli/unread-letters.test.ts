/** What the commands say of dead letters that they could not look at. */
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { listDeadLetters } from '../../cli/commands/dead-letter-list.ts';
import { runDisposal } from '../../cli/commands/disposal.ts';
import type { Session } from '../../operator/stack/session.ts';
import { useReceiveTimedSqs } from '../services/receive-timed-sqs.ts';

const { sqs, client } = useReceiveTimedSqs();
const urls = { sourceUrl: 'http://aws/1/queue', deadLetterUrl: 'http://aws/1/queue-dlq' };
const session = {
  aws: { sqs: client },
  stack: { stage: 'prod', queues: [{ name: 'queue', ...urls }] },
  interruption: new AbortController().signal,
  now: Date.now,
} as unknown as Session;
const options = { visibilityTimeout: 300_000 };

let notes: string[];
beforeEach(() => {
  notes = [];
  jest.spyOn(console, 'log').mockReturnValue(undefined);
  jest.spyOn(console, 'error').mockImplementation((note) => void notes.push(note));
  // The first 500 hide all others.
  sqs.store(1000);
  sqs.visibilityTimeout = 50;
});
afterEach(() => {
  jest.restoreAllMocks();
});

test('a list tells about how many are missing', async () => {
  expect(await listDeadLetters(session, options)).toBe(1);
  expect(notes).toEqual([
    '500 read: 500 crashed.',
    expect.stringMatching(/^These are not all dead letters: about 500 are missing\. /),
  ]);
});

const disposal = { selection: {}, act: async () => [] };
const texts = { what: 'redrive', verb: 'send again', doneText: 'Sent again' } as const;

test('a dry run that chose every letter it looked at does not blame letters that are not chosen', async () => {
  expect(await runDisposal(session, { ...options, dryRun: true }, disposal, texts)).toBe(1);
  expect(notes).toEqual([
    'Dry run: 500 of 500 chosen, nothing was done.',
    expect.stringMatching(/^These are not all dead letters\. /),
  ]);
});
