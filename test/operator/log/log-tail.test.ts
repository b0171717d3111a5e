import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { embeddedAws } from '../../../operator/aws-access.ts';
import { LogTail } from '../../../operator/log/log-tail.ts';
import { awsRate, leaveThrottlingToPace, RequestPace } from '../../../operator/log/request-pace.ts';

const second = 1000;
const minute = 60_000;
/** When the tail begins. */
const begin = 10 * minute;

interface Asked {
  readonly startTime: number;
  readonly nextToken?: string;
}

/** What is taken up so far, in the order of a log group's pages: `pageSize` events each, the first one empty. */
let events: { eventId: string; timestamp: number; message: string }[];
let asked: Asked[];
let askedAt: number[];
/** How often each event was sent, by its id. */
let sent: Map<string, number>;
/** How many of the next requests are refused. */
let throttled: number;
/** How many requests are answered before one is denied; undefined to answer all. */
let answered: number | undefined;
let pageSize: number;

const server = createServer(async (request, response) => {
  const input = (await json(request)) as Asked;
  asked.push(input);
  askedAt.push(time);
  response.setHeader('content-type', 'application/x-amz-json-1.1');
  if (throttled > 0) {
    throttled -= 1;
    response.writeHead(400).end(JSON.stringify({ __type: 'ThrottlingException', message: 'Rate exceeded' }));
    return;
  }
  if (answered === 0) {
    answered = undefined;
    response.writeHead(400).end(JSON.stringify({ __type: 'AccessDeniedException', message: 'Not now' }));
    return;
  }
  if (answered !== undefined) answered -= 1;
  const found = events.filter(({ timestamp }) => timestamp >= input.startTime);
  const first = input.nextToken === undefined ? -pageSize : Number(input.nextToken);
  const isLast = first + pageSize >= found.length;
  const page = first < 0 ? [] : found.slice(first, first + pageSize);
  for (const { eventId } of page) sent.set(eventId, (sent.get(eventId) ?? 0) + 1);
  response.end(JSON.stringify({ events: page, ...(!isLast && { nextToken: String(first + pageSize) }) }));
});

let client: CloudWatchLogsClient;
let time: number;
beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  client = new CloudWatchLogsClient(embeddedAws(`http://127.0.0.1:${(server.address() as AddressInfo).port}`));
  leaveThrottlingToPace(client);
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
  askedAt = [];
  sent = new Map();
  throttled = 0;
  answered = undefined;
  pageSize = 100;
  time = begin;
  const pace = new RequestPace(
    awsRate,
    () => time,
    async (milliseconds) => {
      time += milliseconds;
    },
  );
  tail = new LogTail(client, pace, 'group', '"outcome"', { since: begin, now: () => time });
});

const write = (eventId: string, timestamp: number) => events.push({ eventId, timestamp, message: eventId });
const next = async () => (await tail.next(new AbortController().signal)).map(({ message }) => message);

test('all pages are read, an empty one and one that is full included', async () => {
  pageSize = 2;
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

test('an event that is ingested late is given once, and nothing older than the beginning', async () => {
  write('newer', begin + 2 * minute);
  expect(await next()).toEqual(['newer']);
  write('late', begin + minute);
  write('too old', begin - 1);
  time += minute;
  expect(await next()).toEqual(['late']);
  time += minute;
  expect(await next()).toEqual([]);
});

test.each([5, 15, 30, 45, 59])('every event is given once, if it is ingested after %d seconds', async (late) => {
  const given: string[] = [];
  for (let round = 0; round < 240; round += 1) {
    write(`e${round}`, time);
    if (round >= late) write(`late${round - late}`, time - late * second);
    given.push(...(await next()));
    if (round % 40 === 0) time += 20 * second;
    time += second;
  }
  time += minute;
  given.push(...(await next()));
  expect(given.sort()).toEqual(events.map(({ eventId }) => eventId).sort());
});

test('an event is sent by the log some times, and not in each round of a minute', async () => {
  for (let round = 0; round < 240; round += 1) {
    if (round < 120) write(`e${round}`, time);
    await next();
    time += second / 2;
  }
  expect(events).toHaveLength(120);
  expect(Math.max(...sent.values())).toBeLessThanOrEqual(15);
});

test('the last event of a log that is silent since is not sent again and again', async () => {
  write('last', time);
  for (let round = 0; round < 300; round += 1) {
    await next();
    time += second;
  }
  expect(sent.get('last')).toBeLessThanOrEqual(15);
});

test('the events of a page come once, with the next read, if the page after it fails', async () => {
  pageSize = 1;
  for (const index of [0, 1, 2]) write(`e${index}`, begin + index);
  answered = 2;
  await expect(next()).rejects.toThrow('Not now');
  expect(await next()).toEqual(['e0', 'e1', 'e2']);
  expect(await next()).toEqual([]);
});

test('a read that fails is begun again where it began', async () => {
  write('newer', begin + 2 * minute);
  expect(await next()).toEqual(['newer']);
  write('late', begin + minute);
  time += minute;
  answered = 0;
  await expect(next()).rejects.toThrow('Not now');
  expect(await next()).toEqual(['late']);
});

test('a throttled request is sent again only after a pause of the pace', async () => {
  write('event', time);
  throttled = 2;
  expect(await next()).toEqual(['event']);
  expect(askedAt.slice(0, 3)).toEqual([begin, begin + 1500, begin + 4000]);
});
