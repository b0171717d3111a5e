import { join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import { type LogGroups, openLogGroups } from '../../../local/aws/log-groups.ts';
import type { Members } from '../../../local/aws/service.ts';
import { withFolder } from '../../services/aws-process.ts';

const group = '/aws/lambda/test';

let now = 1000;
let logs: LogGroups = openLogGroups(() => now);
afterEach(async () => {
  await logs.close();
  now = 1000;
  logs = openLogGroups(() => now);
});

const filter = (input: Members): Promise<Members> =>
  logs
    .call('FilterLogEvents', { logGroupName: group, ...input }, new AbortController().signal)
    .then((all) => ({ ...all }));

function write(...lines: string[]): void {
  const log = logs.open(group);
  for (const line of lines) {
    log(line);
    now += 1;
  }
}

describe('the events of a log group', () => {
  test('are those of its time and with its term', async () => {
    write('one', 'two outcome', 'three outcome', 'four outcome');
    const { events, nextToken } = await filter({ startTime: 1001, endTime: 1002, filterPattern: '"outcome"' });
    expect(events).toMatchObject([
      { timestamp: 1001, message: 'two outcome', logStreamName: 'local', eventId: expect.any(String) },
      { timestamp: 1002, message: 'three outcome' },
    ]);
    expect(nextToken).toBeUndefined();
  });

  test('come in pages, those of one moment too', async () => {
    const log = logs.open(group);
    for (const line of ['one', 'two', 'three']) log(line);
    const first = await filter({ limit: 2 });
    const second = await filter({ limit: 2, nextToken: first['nextToken'] });
    expect(first['events']).toMatchObject([{ message: 'one' }, { message: 'two' }]);
    expect(second).toMatchObject({ events: [{ message: 'three' }] });
    expect(second).not.toHaveProperty('nextToken');
  });

  test('are not those of another group', async () => {
    logs.open('/aws/lambda/other')('other');
    write('one');
    expect(await filter({})).toMatchObject({ events: [{ message: 'one' }] });
  });

  test('outlive the process', () =>
    withFolder(async (folder) => {
      logs = openLogGroups(() => now, join(folder, 'logs.sqlite'));
      write('one');
      await logs.close();
      logs = openLogGroups(() => now, join(folder, 'logs.sqlite'));
      expect(await filter({})).toMatchObject({ events: [{ message: 'one' }] });
    }));
});

test.each<[string, string, Members]>([
  ['a group that is not there', 'ResourceNotFoundException', {}],
  ['a pattern that is not understood', 'InvalidParameterException', { filterPattern: '{ $.message = "outcome" }' }],
])('%s is an error', async (_, code, input) => {
  await expect(filter({ logGroupName: '/none', ...input })).rejects.toMatchObject({ code });
});
