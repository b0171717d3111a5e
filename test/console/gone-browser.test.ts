/** A reading ends when the browser that asked for it has gone: nobody gets its answer. */
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { setImmediate as turn } from 'node:timers/promises';
import type { DynamoDB } from '@aws-sdk/client-dynamodb';
import type { SQSClient } from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { answerError } from '../../console/answers.ts';
import { startConsole } from '../../console/console.ts';
import { createRoutes } from '../../console/routes.ts';
import { Stage } from '../../console/stage.ts';
import { until } from '../until.ts';
import { TestConsole } from './console-client.ts';
import { testSession } from './test-stage.ts';

let closing: AbortController;
beforeEach(() => {
  closing = new AbortController();
});
afterEach(() => closing.abort());

/** Pages that are read while the browser is there. */
const pagesBefore = 3;

/**
 * Counts the pages that are read of tables with nothing in them. From the third page on, none ends before the browser goes.
 *
 * @param pages that there are
 */
function withLongTables(client: DynamoDB, gone: AbortSignal, pages: number): { read: number } {
  const count = { read: 0 };
  client.middlewareStack.add(
    (next, { commandName }) =>
      async (args) => {
        if (commandName !== 'ScanCommand') return next(args);
        count.read += 1;
        const page = count.read;
        await turn();
        if (page >= pagesBefore && !gone.aborted) await once(gone, 'abort');
        const more = page < pages && { LastEvaluatedKey: { identity: { S: 'x' } } };
        return { output: { $metadata: {}, Items: [], ...more } as never, response: {} };
      },
    { step: 'initialize' },
  );
  return count;
}

/** @param pages more than are read before the browser goes, so that a reading that goes on is noticed */
async function longStage(gone: AbortSignal, pages: number) {
  const { env, session } = await testSession('http://127.0.0.1:9');
  const count = withLongTables(session.aws.dynamodb, gone, pages);
  const options = { env, openSession: async () => session, notice: () => undefined, policyFile: 'policy.example.yml' };
  return { count, options, session };
}

/** Counts the messages that are received of a long queue. From the third on, none comes before the browser goes. */
function withLongQueue(client: SQSClient, gone: AbortSignal, messages: number): { read: number } {
  const count = { read: 0 };
  const answerTo = (commandName: string | undefined) => {
    if (commandName === 'GetQueueAttributesCommand') {
      return { Attributes: { ApproximateNumberOfMessages: '1', ApproximateNumberOfMessagesNotVisible: '0' } };
    }
    if (commandName !== 'ReceiveMessageCommand') return {};
    count.read += 1;
    const id = String(count.read);
    const message = { MessageId: id, ReceiptHandle: id, Body: '{}', Attributes: { SentTimestamp: '0' } };
    return { Messages: count.read < messages ? [message] : [] };
  };
  client.middlewareStack.add(
    (_, { commandName }) =>
      async () => {
        const answer = answerTo(commandName);
        await turn();
        const isHeld = commandName === 'ReceiveMessageCommand' && count.read >= pagesBefore;
        if (isHeld && !gone.aborted) await once(gone, 'abort');
        return { output: { $metadata: {}, ...answer } as never, response: {} };
      },
    { step: 'initialize' },
  );
  return count;
}

test('the dry run of a redrive stops when its browser has gone', async () => {
  const [browser, messages] = [new AbortController(), 2 * pagesBefore];
  const queue = { name: 'access', sourceUrl: 'http://127.0.0.1:9/1', deadLetterUrl: 'http://127.0.0.1:9/2' };
  const { session, ...options } = await testSession('http://127.0.0.1:9', { queues: [queue] });
  const count = withLongQueue(session.aws.sqs, browser.signal, messages);
  const stage = new Stage({ ...options, notice: () => undefined }, session, closing.signal);
  const routes = createRoutes(stage, { isReadOnly: false });
  routes.onError((error, context) => answerError(context, error));
  const body = JSON.stringify({ choice: { ids: ['m-1'] }, stale: false });
  const answered = routes.request('/dead-letters/preview', { method: 'POST', body, signal: browser.signal });
  await until(() => count.read >= pagesBefore);
  browser.abort();
  expect(await (await answered).json()).toEqual({ error: 'The reading was stopped before its end. Ask again.' });
  expect(count.read).toBeLessThan(messages);
});

const comparison = async () => JSON.stringify({ policy: await readFile('policy.example.yml', 'utf8') });

test.each([
  ['People', '/people?query=ada', undefined],
  ['Entities', '/entities', undefined],
  ['the people of an entity', '/entities/people?id=5eed0000000040008000000000000002', undefined],
  ['the rules of the policy', '/policy/rules', undefined],
  ['the comparison of two policies', '/policy/diff', comparison],
])('%s stops reading when its browser has gone', async (_, path, body) => {
  const browser = new AbortController();
  const { count, options, session } = await longStage(browser.signal, 100);
  const routes = createRoutes(new Stage(options, session, closing.signal), { isReadOnly: false });
  routes.onError((error, context) => answerError(context, error));
  const sent = body === undefined ? {} : { method: 'POST', body: await body() };
  const answered = routes.request(path, { ...sent, signal: browser.signal });
  await until(() => count.read >= pagesBefore);
  const underWay = count.read;
  browser.abort();
  const answer = await (await answered).json();
  expect(answer).toEqual({ error: 'The reading was stopped before its end. Ask again.' });
  expect(count.read).toBe(underWay);
});

test('a connection that the browser closes stops the reading', async () => {
  const browser = new AbortController();
  // The console hears of it some time later. Until then it goes on.
  const { count, options } = await longStage(browser.signal, Number.POSITIVE_INFINITY);
  const console = new TestConsole();
  console.running = await startConsole({ ...options, port: 0, isReadOnly: false, now: () => console.time });
  const { read: headers } = await console.enter();
  const answered = fetch(`${console.origin}/api/people?query=ada`, { headers, signal: browser.signal });
  await Promise.all([
    expect(answered).rejects.toThrow('aborted'),
    until(() => count.read >= pagesBefore).then(() => browser.abort()),
  ]);
  let before = -1;
  await until(() => {
    const isQuiet = count.read === before;
    before = count.read;
    return isQuiet;
  });
  await console.running.close();
});
