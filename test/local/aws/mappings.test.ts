import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { type Mappings, openMappings } from '../../../local/aws/mappings.ts';
import type { Members } from '../../../local/aws/service.ts';
import { withFolder } from '../../services/aws-process.ts';

const functionArn = (name: string) => `arn:aws:lambda:us-east-1:000000000000:function:${name}`;
const configuration = (queue: string) => ({
  queueUrl: `http://127.0.0.1/000000000000/${queue}`,
  queueArn: `arn:aws:sqs:us-east-1:000000000000:${queue}`,
  batchSize: 10,
  batchWindow: 0,
  maximumConcurrency: 2,
  reportBatchItemFailures: true,
});

/** A poller that stops when it is let. */
class HeldPoller {
  readonly let = Promise.withResolvers<void>();
  starts = 0;

  start(): void {
    this.starts += 1;
  }

  stop(): Promise<void> {
    return this.let.promise;
  }
}

const call = (mappings: Mappings, action: string, input: Members = {}): Promise<Members> =>
  mappings.call(action, input, new AbortController().signal).then((output) => ({ ...output }));

async function uuidOf(mappings: Mappings, queue: string): Promise<unknown> {
  const { EventSourceMappings } = await call(mappings, 'ListEventSourceMappings', {
    EventSourceArn: configuration(queue).queueArn,
  });
  return Array.isArray(EventSourceMappings) ? EventSourceMappings[0].UUID : undefined;
}

test('a mapping that is disabled says so when its poller has stopped, and can then be enabled', async () => {
  const mappings = openMappings(() => 5000);
  const poller = new HeldPoller();
  expect(mappings.add(configuration('q'), functionArn('f'), poller)).toBe(true);
  const UUID = await uuidOf(mappings, 'q');
  const get = () => call(mappings, 'GetEventSourceMapping', { UUID });
  const update = (Enabled: boolean) => call(mappings, 'UpdateEventSourceMapping', { UUID, Enabled });

  expect(await get()).toMatchObject({
    State: 'Enabled',
    FunctionArn: functionArn('f'),
    BatchSize: 10,
    LastModified: 5,
  });
  expect(await update(false)).toMatchObject({ State: 'Disabling' });
  await expect(update(true)).rejects.toMatchObject({ code: 'ResourceInUseException' });
  poller.let.resolve();
  await poller.let.promise;
  expect(await get()).toMatchObject({ State: 'Disabled' });
  expect(poller.starts).toBe(0);
  expect(await update(true)).toMatchObject({ State: 'Enabled' });
  expect(await update(true)).toMatchObject({ State: 'Enabled' });
  expect(poller.starts).toBe(1);
});

test('mappings are found by queue and by function', async () => {
  const mappings = openMappings(Date.now);
  mappings.add(configuration('q'), functionArn('f'), new HeldPoller());
  mappings.add(configuration('r'), functionArn('g'), new HeldPoller());
  const list = (input: Members) => call(mappings, 'ListEventSourceMappings', input);
  const first = [expect.objectContaining({ EventSourceArn: configuration('q').queueArn })];
  expect(await list({ EventSourceArn: configuration('q').queueArn })).toEqual({ EventSourceMappings: first });
  expect(await list({ FunctionName: 'f' })).toEqual({ EventSourceMappings: first });
  expect(await list({ FunctionName: functionArn('f') })).toEqual({ EventSourceMappings: first });
  expect((await list({}))['EventSourceMappings']).toHaveLength(2);
});

test('what is disabled stays so over a restart, in whatever order the mappings are made known', () =>
  withFolder(async (folder) => {
    const file = join(folder, 'mappings.json');
    function open(...queues: string[]) {
      const mappings = openMappings(Date.now, file);
      return {
        mappings,
        enabled: queues.map((queue) => mappings.add(configuration(queue), functionArn('f'), new HeldPoller())),
      };
    }
    const { mappings, enabled } = open('q', 'r');
    expect(enabled).toEqual([true, true]);
    await call(mappings, 'UpdateEventSourceMapping', { UUID: await uuidOf(mappings, 'q'), Enabled: false });
    expect(open('new', 'r', 'q').enabled).toEqual([true, true, false]);
    expect(open('q').enabled).toEqual([false]);
  }));

test('a function tells its variables, by its name or its ARN', async () => {
  const mappings = openMappings(Date.now);
  mappings.addFunction({ name: 'f', variables: { A: 'b' } });
  for (const FunctionName of ['f', functionArn('f')]) {
    const described = await call(mappings, 'GetFunctionConfiguration', { FunctionName });
    expect(described).toEqual({ FunctionName: 'f', Environment: { Variables: { A: 'b' } } });
  }
  await expect(call(mappings, 'GetFunctionConfiguration', { FunctionName: 'g' })).rejects.toThrow(
    'Function not found: g',
  );
});
