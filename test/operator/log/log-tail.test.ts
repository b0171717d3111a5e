import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { embeddedAws } from '../../../operator/aws-access.ts';
import { LogTail } from '../../../operator/log/log-tail.ts';
import { awsRate, RequestPace } from '../../../operator/log/request-pace.ts';

const minute = 60_000;
/** When the tail begins. */
const begin = 10 * minute;

interface Asked {
  readonly startTime: number;
  readonly nextToken?: string;
}

/** What is taken up so far, in the order of a log group's pages: two events each, the first one empty. */
let events: { eventId: string; timestamp: number; message: string }[];
let asked: Asked[];

const server = createServer(async (request, response) => {
  const input = (await json(request)) as Asked;
  asked.push(input);
  const found = events.filter(({ timestamp }) => timestamp >= input.startTime);
  const first = input.nextToken === undefined ? -2 : Number(input.nextToken);
  const isLast = first + 2 >= found.length;
  const page = first < 0 ? [] : found.slice(first, first + 2);
  response.setHeader('content-type', 'application/x-amz-json-1.1');
  response.end(JSON.stringify({ events: page, ...(!isLast && { nextToken: String(first + 2) }) }));
});

let client: CloudWatchLogsClient;
beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  client = new CloudWatchLogsClient(embeddedAws(`http://127.0.0.1:${(server.address() as AddressInfo).port}`));
});
afterAll(() => {
  client.destroy();
  server.closeAllConnections();
  server.close();
});

let tail: LogTail;
beforeEach(() => {
  events = [];
  asked = [];
  tail = new LogTail(
    client,
    new RequestPace(
      awsRate,
      () => 0,
      async () => undefined,
    ),
    'group',
    '"outcome"',
    begin,
  );
});

const write = (eventId: string, timestamp: number) => events.push({ eventId, timestamp, message: eventId });
const next = async () => (await tail.next(new AbortController().signal)).map(({ message }) => message);

test('all pages are read, an empty one and one that is full included', async () => {
  for (const index of [0, 1, 2, 3]) write(`e${index}`, begin + index);
  expect(await next()).toEqual(['e0', 'e1', 'e2', 'e3']);
  expect(asked.map(({ nextToken }) => nextToken)).toEqual([undefined, '0', '2']);
});

test('an event is given once, also if others of the same moment come later', async () => {
  write('one', begin);
  expect(await next()).toEqual(['one']);
  write('other', begin);
  expect(await next()).toEqual(['other']);
  expect(await next()).toEqual([]);
});

test('an event that is taken up late is found, and nothing older than the beginning', async () => {
  write('newer', begin + 2 * minute);
  expect(await next()).toEqual(['newer']);
  write('late', begin + minute);
  write('too old', begin - 1);
  expect(await next()).toEqual(['late']);
  expect(asked.map(({ startTime }) => startTime)).toEqual([begin, begin, begin + minute, begin + minute]);
});

test('it does not read what is long past again', async () => {
  for (const index of [0, 1, 2, 3]) {
    write(`e${index}`, begin + index * 2 * minute);
    expect(await next()).toEqual([`e${index}`]);
  }
  expect(asked.at(-1)?.startTime).toBe(begin + 3 * minute);
});
