/** What a browser is sent as it reads, and what becomes of one that does not read. */
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { Hono } from 'hono';
import { eventStream } from '../../console/event-stream.ts';
import { maxBehind, maxWaiting, patience } from '../../console/outbox.ts';
import { heartbeat } from '../../console/shapes/heartbeat.ts';
import type { Stage } from '../../console/stage.ts';

let send: (message: object, isWhole?: boolean) => void;
let end: AbortSignal;
let closing: AbortController;
let reader: ReadableStreamDefaultReader<Uint8Array>;

async function open(): Promise<void> {
  const stage = { session: { interruption: closing.signal } } as Stage;
  const application = new Hono().get('/', (context) =>
    eventStream<object>(context, stage, (...following) => {
      [send, end] = following;
    }),
  );
  const response = await application.request('/');
  expect(response.headers.get('content-type')).toBe('text/event-stream');
  reader = (response.body ?? new ReadableStream()).getReader();
}

async function openWithFakeClock(): Promise<void> {
  jest.useFakeTimers();
  await open();
}

beforeEach(() => {
  closing = new AbortController();
});
afterEach(() => {
  closing.abort();
  jest.useRealTimers();
});

const read = async () => {
  const { value } = await reader.read();
  return value && new TextDecoder().decode(value);
};

describe('a browser that reads', () => {
  beforeEach(open);

  test('gets each message, made safe to show, however many there are', async () => {
    for (let count = 0; count < 2 * maxWaiting; count += 1) {
      send({ count, text: '\u202E' });
      expect(await read()).toBe(`data: {"count":${count},"text":"\uFFFD"}\n\n`);
    }
    expect(end.aborted).toBe(false);
  });

  test('gets no message that a later one makes obsolete', async () => {
    for (const count of [1, 2, 3]) send({ count });
    send({ count: 4 }, true);
    send({ count: 5 });
    expect([await read(), await read(), await read()].map((text) => /\d/.exec(text ?? '')?.[0])).toEqual([
      '1',
      '4',
      '5',
    ]);
  });

  test('ends the following when it goes away', async () => {
    await reader.cancel();
    expect(end.aborted).toBe(true);
    send({});
  });

  test('gets the end of the stream when the console closes', async () => {
    closing.abort();
    expect(await read()).toBeUndefined();
  });
});

describe('a browser that reads slowly', () => {
  beforeEach(openWithFakeClock);
  afterEach(() => {
    jest.useRealTimers();
  });

  test('gets all that waits, however long it takes', async () => {
    for (let count = 0; count < 4 * maxWaiting; count += 1) {
      send({ count });
      jest.advanceTimersByTime(patience / 4);
      if (count % 2 === 0) await read();
    }
    expect(end.aborted).toBe(false);
    expect(await read()).toBe(`data: {"count":${2 * maxWaiting}}\n\n`);
  });

  test('gets the end of the stream when it is too far behind', async () => {
    for (let count = 0; count <= maxBehind; count += 1) send({ count });
    expect(end.aborted).toBe(false);
    send({});
    expect(end.aborted).toBe(true);
  });
});

describe('a browser that does not read', () => {
  beforeEach(openWithFakeClock);
  afterEach(() => {
    jest.useRealTimers();
  });

  test('gets the end of the stream instead of all that waits, so that it connects again', async () => {
    for (let count = 0; count <= maxWaiting; count += 1) send({ count });
    jest.advanceTimersByTime(patience + 1);
    expect(end.aborted).toBe(false);
    send({});
    expect(end.aborted).toBe(true);
    expect(await read()).toBe('data: {"count":0}\n\n');
    expect(await read()).toBeUndefined();
  });

  test('is never behind with what is told whole', async () => {
    for (let count = 0; count <= 2 * maxWaiting; count += 1) send({ count }, true);
    await read();
    expect(await read()).toBe(`data: {"count":${2 * maxWaiting}}\n\n`);
    expect(end.aborted).toBe(false);
  });
});

describe('a sign of life', () => {
  beforeEach(openWithFakeClock);

  test('comes in each interval in which there is nothing to read', async () => {
    jest.advanceTimersByTime(heartbeat);
    expect(await read()).toBe('event: alive\ndata:\n\n');
    send({});
    jest.advanceTimersByTime(10 * maxWaiting * heartbeat);
    expect(await read()).toBe('data: {}\n\n');
    expect(end.aborted).toBe(false);
  });

  test('comes no more after the end', async () => {
    closing.abort();
    expect(jest.getTimerCount()).toBe(0);
  });
});

test('a stream that is opened while the console closes ends at once, without a sign of life', async () => {
  jest.useFakeTimers();
  closing.abort();
  await open();
  expect(jest.getTimerCount()).toBe(0);
  expect(await read()).toBeUndefined();
});
