import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from '@jest/globals';
import { ExecutionEnvironment } from '../../../local/lambda/execution-environment.ts';
import { environmentOf } from '../../../local/lambda/lambda-function.ts';
import { embeddedAws } from '../../../operator/aws-access.ts';
import { writeBundle } from './mapped-function.ts';

const environmentFor = (folder: string) =>
  environmentOf(
    { name: 'test', handler: 'functions/test.handler', timeout: 10_000, memoryMiB: 128, variables: {} },
    folder,
    embeddedAws('http://127.0.0.1:1'),
    process.env['PATH'],
  );
const request = { requestId: '1', invokedFunctionArn: 'arn', event: 1 };

async function invoke(source: string, times = 1) {
  const folder = writeBundle('test', source);
  const environment = new ExecutionEnvironment(folder, environmentFor(folder), 300_000, () => {});
  try {
    const responses: unknown[] = [];
    for (let time = 0; time < times; time++) responses.push(await environment.invoke(request));
    return responses;
  } finally {
    await environment.stop();
  }
}

test('a warm process keeps the state of its module', async () => {
  expect(await invoke('let calls = 0; exports.handler = async () => ++calls;', 3)).toEqual([1, 2, 3]);
});

test('a handler that returns nothing answers null', async () => {
  expect(await invoke('exports.handler = async () => {};')).toEqual([null]);
});

test('a Ctrl-C that reaches the process is left to its parent', async () => {
  expect(await invoke('exports.handler = async () => process.kill(process.pid, "SIGINT");', 2)).toEqual([true, true]);
});

test.each([
  ['is no JSON', 'exports.handler = async () => 1n;', /BigInt/],
  ['is an error', 'exports.handler = async () => { throw new RangeError("too far"); };', /RangeError: too far/],
  ['never comes, for the bundle does not load', 'throw new Error("no")', /^Runtime exited with exit status 1$/],
  ['never comes, for there is no handler', 'exports.other = 1;', /^Runtime exited with exit status 1$/],
  ['is given by the process itself', 'exports.handler = () => { process.send("x"); };', /out of turn/],
])('an invocation fails if its answer %s', async (_, source, message) => {
  await expect(invoke(source)).rejects.toMatchObject({
    name: 'FunctionError',
    message: expect.stringMatching(message),
  });
});

test('the process ends when its parent is killed', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  // The function's connection is its sign of life.
  const folder = writeBundle(
    'test',
    `exports.handler = () => new Promise(() => { require('node:net').connect(${port}, '127.0.0.1'); });`,
  );
  const parentFile = join(folder, 'parent.mjs');
  const module = pathToFileURL(join(__dirname, '../../../local/lambda/execution-environment.ts'));
  writeFileSync(
    parentFile,
    `import { ExecutionEnvironment } from '${module}';
     const environment = new ExecutionEnvironment(${JSON.stringify(folder)}, ${JSON.stringify(environmentFor(folder))}, 300_000, () => {});
     await environment.invoke(${JSON.stringify(request)});`,
  );
  const parent = spawn(process.execPath, [parentFile], { stdio: 'inherit' });
  const [connection]: [Socket] = (await once(server, 'connection')) as [Socket];
  const closed = new Promise((resolve) => connection.on('error', () => {}).once('close', resolve));

  parent.kill('SIGKILL');
  await closed;
  server.close();
});
