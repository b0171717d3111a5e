/** `sources`, over a table of people. */
import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { SQSClient } from '@aws-sdk/client-sqs';
import { beforeAll, expect, test } from '@jest/globals';
import { type SourceTraffic, withArrival } from '../../lib/traffic/source-traffic.ts';
import { TrafficTable } from '../../lib/traffic/traffic-table.ts';
import { createLedgerTable } from '../services/ledger-table.ts';
import { createStageQueues } from '../services/stage-queues.ts';
import { useAws } from '../services/use-aws.ts';
import { run } from './command.ts';
import { tableCells } from './table-cells.ts';

const hour = 3_600_000;
const day = 24 * hour;

const aws = useAws();
const dynamodb = aws.client((options) => new DynamoDB(options));
const sqs = aws.client((options) => new SQSClient(options));
beforeAll(async () => {
  // What a stage is known by.
  for (const name of ['ledger', 'accounts', 'people']) await createLedgerTable(dynamodb, `zuora-access-local-${name}`);
  await createStageQueues(sqs);
});

const cli = (...args: string[]) => run({ AWS_ENDPOINT_URL: aws.url }, 'sources', ...args);

/** A source that has sent daily, and last so long ago. */
function daily(name: string, days: number, now: number, ago: number): readonly SourceTraffic[] {
  const arrivals = Array.from({ length: days }, (_, index) => now - ago - (days - 1 - index) * day);
  return arrivals.reduce<readonly SourceTraffic[]>((traffic, at) => withArrival(traffic, [name], at), []);
}

test('a stage to which no source has sent says so', async () => {
  const notes = 'No source has sent an identity event to stage local within 60d.\n';
  expect(await cli()).toEqual({ exitCode: 0, output: '', notes });
  expect(await cli('--json')).toEqual({ exitCode: 0, output: '[]\n', notes });
});

test('each source is listed with its last event, and with the day since which it is silent', async () => {
  const now = Date.now();
  const publisher = 'plain https://hr.example.com/\u001b[31m';
  const table = new TrafficTable(dynamodb, { people: 'zuora-access-local-people', awsTimeout: 10_000 }, Date.now);
  await table.write(
    [
      ...daily('workday', 20, now, 3 * day + hour / 2),
      ...daily('okta', 20, now, hour * 1.5),
      ...daily(publisher, 1, now, day * 5 + hour / 2),
      ...daily('gone', 20, now, 61 * day),
    ],
    undefined,
  );
  const { exitCode, output, notes } = await cli();
  expect([exitCode, notes]).toEqual([0, '3 in all: 1 active, 1 new, 1 silent.\n']);
  const since = new Date(now - 3 * day - hour / 2).toISOString();
  expect(tableCells(output).map((cells) => cells.filter((_, column) => column !== 1))).toEqual([
    ['SOURCE', 'AGE', 'LONGEST GAP', 'STATE'],
    ['okta', '1h 30m', '1d', 'active'],
    [expect.not.stringContaining('\u001b'), '5d', '-', 'new'],
    ['workday', '3d', '1d', `silent since ${since.slice(0, 10)}`],
  ]);
  expect(JSON.parse((await cli('--json')).output)).toContainEqual({
    ...{ source: 'workday', lastAt: since, longestGapSeconds: 86_400, state: 'silent' },
  });
});

test('an unknown option is wrong usage', async () => {
  expect(await cli('--all')).toMatchObject({ exitCode: 2 });
});

test('a stage that is not there is an error', async () => {
  expect(await cli('--stage', 'prod')).toMatchObject({ exitCode: 1 });
});
