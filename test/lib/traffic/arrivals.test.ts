/** Processes that note arrivals at once, on the embedded DynamoDB. */
import { randomUUID } from 'node:crypto';
import { DeleteItemCommand, DynamoDB, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { Arrivals } from '../../../lib/traffic/arrivals.ts';
import { longestGapOf } from '../../../lib/traffic/source-traffic.ts';
import { TrafficTable } from '../../../lib/traffic/traffic-table.ts';
import { embeddedAws } from '../../../operator/aws-access.ts';
import { Clock } from '../../clock.ts';
import { createLedgerTable } from '../../services/ledger-table.ts';
import { useAws } from '../../services/use-aws.ts';
import { withBetween } from '../translation/between.ts';

const minute = 60_000;
const day = 24 * 60 * minute;

const aws = useAws();
const dynamodb = aws.client((settings) => new DynamoDB(settings));
const others = aws.client((settings) => new DynamoDB(settings));
const requests: string[] = [];
dynamodb.middlewareStack.add((next, { commandName = '' }) => (call) => {
  requests.push(commandName);
  return next(call);
});

let clock: Clock;
let settings: { readonly people: string; readonly awsTimeout: number };
let warnings: string[];
let one: Arrivals;
let other: Arrivals;
beforeEach(async () => {
  clock = new Clock();
  settings = { people: `people-${randomUUID()}`, awsTimeout: 10_000 };
  warnings = [];
  await createLedgerTable(dynamodb, settings.people);
  one = process(dynamodb);
  other = process(others);
});

function process(client: DynamoDB): Arrivals {
  const warn = (what: string, messageId: string, error: unknown) => warnings.push(`${what} ${messageId} ${error}`);
  return new Arrivals(new TrafficTable(client, settings, clock.now), { warn }, clock.now);
}

/** Notes a message that arrives now. */
function note(by: Arrivals, ...names: readonly string[]): Promise<void> {
  return by.note({ messageId: 'm1', names, at: clock.now() }, () => undefined);
}

/** What is stored: by source, the time since its newest message, and its longest gap. */
async function stored() {
  const { sources } = await new TrafficTable(others, settings, clock.now).read();
  return Object.fromEntries(sources.map((of) => [of.name, [clock.now() - of.lastAt, longestGapOf(of)]]));
}

/** The requests of a message that arrives so much later. */
async function requestsOf(later: number, ...names: readonly string[]): Promise<string[]> {
  clock.advance(later);
  requests.length = 0;
  await note(one, ...names);
  return [...requests];
}

const [read, update] = ['GetItemCommand', 'UpdateItemCommand'];

test('a process reads once, and then writes at most once in ten minutes for a source', async () => {
  expect(await requestsOf(0, 'okta')).toEqual([read, update]);
  expect(await requestsOf(0, 'okta')).toEqual([]);
  expect(await requestsOf(10 * minute - 1, 'okta')).toEqual([]);
  expect(await requestsOf(1, 'okta')).toEqual([update]);
  expect(await requestsOf(0, 'workday')).toEqual([update]);
  expect(await requestsOf(day, 'okta', 'workday')).toEqual([update]);
  expect(await requestsOf(day)).toEqual([]);
});

test('a process that begins writes nothing that another one has just written', async () => {
  await note(other, 'okta');
  expect(await requestsOf(minute, 'okta')).toEqual([read]);
});

describe('two processes', () => {
  test.each([0, 1])('that note the end of one gap keep it, before request %d of one', async (number) => {
    await note(one, 'okta');
    await note(other, 'okta');
    clock.advance(5 * day);
    const happened = await withBetween(
      dynamodb,
      number,
      () => note(other, 'okta'),
      async () => {
        await note(process(dynamodb), 'okta');
      },
    );
    expect(happened).toBe(true);
    expect(await stored()).toEqual({ okta: [0, 5 * day] });
  });

  test('of which one remembers an older state keep the gap that the other has noted', async () => {
    await note(one, 'okta');
    clock.advance(5 * day);
    await note(other, 'okta');
    clock.advance(20 * minute);
    await note(one, 'okta');
    expect(await stored()).toEqual({ okta: [0, 5 * day] });
  });

  test('of which one remembers a gap that is over for the other do not make it longer', async () => {
    await note(one, 'okta');
    clock.advance(day);
    await note(other, 'okta');
    clock.advance(day);
    await note(one, 'okta');
    expect(await stored()).toEqual({ okta: [0, day] });
  });

  test('that note two sources lose neither', async () => {
    const happened = await withBetween(
      dynamodb,
      1,
      () => note(other, 'workday'),
      () => note(one, 'okta'),
    );
    expect(happened).toBe(true);
    expect(await stored()).toEqual({ okta: [0, 0], workday: [0, 0] });
  });

  test('of which one has a message that arrived earlier do not go back', async () => {
    const before = clock.now();
    clock.advance(day);
    await note(other, 'okta');
    await one.note({ messageId: 'redriven', names: ['okta'], at: before }, () => undefined);
    expect(await stored()).toEqual({ okta: [0, 0] });
  });
});

test('what DynamoDB has deleted meanwhile begins anew', async () => {
  await note(one, 'okta');
  await others.send(new DeleteItemCommand({ TableName: settings.people, Key: { identity: { S: 'sources' } } }));
  clock.advance(day);
  await note(one, 'okta');
  expect(await stored()).toEqual({ okta: [0, 0] });
});

describe('a failure', () => {
  test('is a warning, and no other message tries again for ten minutes', async () => {
    const offline = new DynamoDB(embeddedAws('http://127.0.0.1:1'));
    const failing = process(offline);
    await note(failing, 'okta');
    expect(warnings).toEqual([expect.stringMatching('^arrival not noted m1 .*ECONNREFUSED')]);
    clock.advance(10 * minute - 1);
    await note(failing, 'workday');
    expect(warnings).toHaveLength(1);
    clock.advance(1);
    await note(failing, 'okta');
    expect(warnings).toHaveLength(2);
    offline.destroy();
  });

  test('is also an invocation without time for another call', async () => {
    const requireTime = () => {
      throw new Error('out of time');
    };
    requests.length = 0;
    await one.note({ messageId: 'm1', names: ['okta'], at: clock.now() }, requireTime);
    expect([requests, warnings]).toEqual([[], ['arrival not noted m1 Error: out of time']]);
  });

  test('is also what a later release has written, and it stays as it is', async () => {
    await note(other, 'okta');
    await others.send(
      new UpdateItemCommand({
        TableName: settings.people,
        Key: { identity: { S: 'sources' } },
        UpdateExpression: 'SET #version = :version, sources = :sources',
        ExpressionAttributeNames: { '#version': 'version' },
        ExpressionAttributeValues: { ':version': { N: '2' }, ':sources': { S: 'of another form' } },
      }),
    );
    clock.advance(day);
    await note(one, 'okta');
    await note(other, 'okta');
    expect(warnings).toHaveLength(2);
    expect(warnings).toEqual(warnings.map(() => expect.stringContaining('version 2')));
  });
});
