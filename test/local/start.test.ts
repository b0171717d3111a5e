import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DeleteTableCommand, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { GetSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import {
  GetQueueAttributesCommand,
  ListQueuesCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
} from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { plain } from '../../fuzz/fixtures/vendors.ts';
import { isSample } from '../../local/samples.ts';
import { createSelfSignedCertificate } from '../../local/self-signed-certificate.ts';
import { seedEntity } from '../../local/zuora/seed.ts';
import { startZuora } from '../../local/zuora/server.ts';
import { deployedOperations } from '../../operator/stack/deployed-operations.ts';
import { startAwsProcess } from '../services/aws-process.ts';
import { type StackProcess, startStack } from '../stack.ts';
import { until } from '../until.ts';

const deadLetterQueue = 'user-access-requests-dlq';

const eventsFolder = join(__dirname, '../../events');
const samples = readdirSync(eventsFolder)
  .filter(isSample)
  .map((file) => readFileSync(join(eventsFolder, file), 'utf8'));

const table = (name: string) => `zuora-access-local-${name}`;

const folders: string[] = [];
function newFolder() {
  const folder = mkdtempSync(join(tmpdir(), 'stack-'));
  folders.push(folder);
  return folder;
}
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});

const send = ({ clients, queueUrl }: StackProcess, queue: string, MessageBody: string) =>
  clients.sqs.send(new SendMessageCommand({ QueueUrl: queueUrl(queue), MessageBody }));

const joined = (userName: string) =>
  plain('identity.user.joined.v1', { user: { userName, groups: ['staff'] } }, { time: new Date().toISOString() });

async function count({ clients, queueUrl }: StackProcess, queue: string): Promise<number> {
  const { Attributes = {} } = await clients.sqs.send(
    new GetQueueAttributesCommand({ QueueUrl: queueUrl(queue), AttributeNames: ['All'] }),
  );
  return (
    Number(Attributes['ApproximateNumberOfMessages']) + Number(Attributes['ApproximateNumberOfMessagesNotVisible'])
  );
}

describe('a running stack', () => {
  const data = newFolder();
  let stack: StackProcess;
  beforeAll(async () => {
    stack = await startStack({ data, samples: true });
  });

  test('takes a message off its queue', async () => {
    await send(stack, 'user-access-requests', '{}');
    await until(async () => (await count(stack, 'user-access-requests')) === 0);
  });

  test('publishes the worked examples and tells how each ended', async () => {
    const sampled = deployedOperations.filter(({ queue }) => samples.some((text) => text.includes(`-local-${queue}"`)));
    const outcomes = sampled.map(({ name, isRecorded }) => `${isRecorded ? 'applied' : 'translated'} ${name}`);
    const expected = [
      ...outcomes,
      'applied applyAccessDecision', // What translation made of somebody who joined.
    ].sort();
    const ended = () =>
      [...stack.output().matchAll(/^(applied|translated|dead-letter) +(\w+) .*$/gm)]
        .filter(([line]) => !line.includes('invalid-event')) // The message above.
        .map(([, outcome, name]) => `${outcome} ${name}`)
        .sort();
    await until(() => ended().length === expected.length);
    expect(ended()).toEqual(expected);
    // One after the other, so that none of them has to wait for another.
    expect(stack.output()).not.toMatch(/^(busy|retry) /m);
  });

  test('has the credentials of its sandbox in the secret', async () => {
    const secret = new GetSecretValueCommand({ SecretId: 'zuora-access/local/oauth' });
    const { SecretString = '' } = await stack.clients.secrets.send(secret);
    expect(JSON.parse(SecretString)).toMatchObject({ baseUrl: stack.zuora, clientId: expect.any(String) });
  });

  test('sweeps once a minute', async () => {
    // Nothing but a sweep asks an index.
    await until(async () => {
      const requests: { action: string }[] = JSON.parse(await (await fetch(`${stack.aws}/_aws/requests`)).text());
      return requests.some(({ action }) => action === 'Query');
    });
    await until(async () => (await count(stack, 'account-sweeps')) === 0);
    const log = readFileSync(join(data, 'functions.log'), 'utf8').trimEnd().split('\n');
    expect(log.filter((line) => line.includes('sweep') || !line.startsWith('{'))).toEqual([]); // Nothing is due.
  });

  test('has its data folder to itself', async () => {
    await expect(startStack({ data })).rejects.toThrow(/exit code 1: .* is in use by another stack\. .*--data/);
  });

  test('ends cleanly on Ctrl-C', async () => {
    expect(await stack.stop()).toBe(0);
  });
});

test('what is on the queues outlives a crash, but not --fresh', async () => {
  const data = newFolder();
  const crashed = await startStack({ data });
  await send(crashed, deadLetterQueue, 'kept');
  await crashed.kill();

  const restarted = await startStack({ data });
  const { Messages } = await restarted.clients.sqs.send(
    new ReceiveMessageCommand({ QueueUrl: restarted.queueUrl(deadLetterQueue) }),
  );
  expect(Messages).toMatchObject([{ Body: 'kept' }]);
  await restarted.stop();

  const emptied = await startStack({ data, args: ['--fresh'] });
  expect(await count(emptied, deadLetterQueue)).toBe(0);
  await emptied.stop();
});

test('a table that an earlier release did not have is created, and the others keep what they hold', async () => {
  const data = newFolder();
  const stack = await startStack({ data });
  const Item = { identity: { S: 'kept' } };
  await stack.clients.dynamodb.send(new PutItemCommand({ TableName: table('ledger'), Item }));
  await stack.clients.dynamodb.send(new DeleteTableCommand({ TableName: table('people') }));
  await stack.stop();

  const { clients, stop } = await startStack({ data });
  const found = (name: string) => clients.dynamodb.send(new GetItemCommand({ TableName: table(name), Key: Item }));
  expect((await found('ledger')).Item).toEqual(Item);
  expect((await found('people')).Item).toBeUndefined();
  expect(await stop()).toBe(0);
});

test('a policy that changes counts from the next event on, one that is wrong does not, and a start applies its own', async () => {
  const data = newFolder();
  const policyFile = join(newFolder(), 'policy.yml');
  const granting = (entity: string) => `
version: 1
username: userName
entities: { global: ${seedEntity.global}, germany: ${seedEntity.germany}, japan: ${seedEntity.japan} }
homeEntity: global
rules:
  - { id: everybody, when: { groups: [staff] }, grant: [${entity}] }
`;
  writeFileSync(policyFile, granting('germany'));
  const stack = await startStack({ data, policy: policyFile });
  const grantedTo = async (userName: string) => {
    const granted = () => new RegExp(`^translated .* ${userName} .*$`, 'm').exec(stack.output())?.[0];
    await send(stack, 'identity-events', JSON.stringify(joined(userName)));
    await until(() => granted() !== undefined);
    return granted();
  };
  expect(await grantedTo('ada@example.com')).toContain('germany');

  writeFileSync(policyFile, granting('atlantis'));
  await until(() => stack.output().includes('cannot be used. The functions keep the policy they have.'));
  expect(stack.output()).toMatch(/line 7: .*atlantis/);
  expect(await grantedTo('grace@example.com')).toContain('germany');

  writeFileSync(policyFile, granting('japan'));
  await until(() => stack.output().includes('The new policy counts from the next event on'));
  expect(await grantedTo('alan@example.com')).toContain('japan');
  expect(await stack.stop()).toBe(0);

  // A start applies its policy to everybody.
  writeFileSync(policyFile, granting('germany'));
  const restarted = await startStack({ data, policy: policyFile });
  const regranted = () => restarted.output().match(/^translated .*alan@example\.com.*germany.*policy-applied.*$/gm);
  await until(() => regranted() !== null, restarted.output);
  expect(await restarted.stop()).toBe(0);
});

test('the AWS of AWS_ENDPOINT_URL gets the stack, if it is on this machine', async () => {
  const outside = await startAwsProcess();
  const stack = await startStack({ data: newFolder(), env: { AWS_ENDPOINT_URL: outside.url } });
  expect(stack.aws).toBe(outside.url);
  const { QueueUrls } = await stack.clients.sqs.send(new ListQueuesCommand({}));
  expect(QueueUrls?.filter((url) => !url.endsWith('-dlq'))).toHaveLength(deployedOperations.length);
  expect(await stack.stop()).toBe(0);
  await outside.end('SIGTERM');
});

test('an AWS_ENDPOINT_URL where nobody listens is an error that says so', async () => {
  const env = { AWS_ENDPOINT_URL: 'http://127.0.0.1:1' };
  await expect(startStack({ data: newFolder(), env })).rejects.toThrow(
    'exit code 1: AWS_ENDPOINT_URL, http://127.0.0.1:1: AWS cannot be reached. Unset it',
  );
});

test('an AWS_ENDPOINT_URL whose certificate is not trusted is an error that says so', async () => {
  const server = createTlsServer(createSelfSignedCertificate(['localhost'], Date.now())).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const env = { AWS_ENDPOINT_URL: `https://localhost:${(server.address() as AddressInfo).port}` };
  await expect(startStack({ data: newFolder(), env })).rejects.toThrow(
    'The certificate of AWS is not trusted. Unset it',
  );
  server.close();
});

test('an AWS_ENDPOINT_URL that is the address of a Zuora sandbox is an error that says so', async () => {
  const zuora = await startZuora({ port: 0 });
  const starting = startStack({ data: newFolder(), env: { AWS_ENDPOINT_URL: zuora.url } });
  await expect(starting).rejects.toThrow(
    `exit code 1: This is the address of the Zuora sandbox. Unset AWS_ENDPOINT_URL, ${zuora.url}, to use the embedded AWS.`,
  );
  await zuora.close();
});

test('a policy that is not there is an error before the service is packaged', async () => {
  await expect(startStack({ data: newFolder(), policy: 'no.yml' })).rejects.toThrow(
    'exit code 2: --policy: there is no file no.yml.',
  );
});

test.each([['PORT_AWS'], ['PORT_ZUORA']])('a taken port is an error that names %s', async (variable) => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const { port } = other.address() as AddressInfo;

  const starting = startStack({ data: newFolder(), env: { [variable]: String(port) } });

  await expect(starting).rejects.toThrow(
    new RegExp(`exit code 1: Port ${port} on 127\\.0\\.0\\.1 is in use\\. .* set ${variable} `),
  );
  other.close();
});

test('the console has the third address, and ends with the stack', async () => {
  const stack = await startStack({ data: newFolder(), withConsole: true });
  const first = await fetch(stack.console, { redirect: 'manual' });
  expect(first.status).toBe(303);
  expect(first.headers.get('location')).toMatch(/^\/activity#token=[\w-]{43}$/);
  await until(() => stack.output().includes('For another browser, within 15 minutes: http://127.0.0.1:'));
  expect(stack.output()).toMatch(/lets in one browser, within 15 minutes\. For a new one: kill -USR2 \d+/);
  expect(await stack.stop()).toBe(0);
  await expect(fetch(stack.console)).rejects.toThrow();
});

test('a taken port of the console is an error that names PORT_CONSOLE', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const { port } = other.address() as AddressInfo;
  const starting = startStack({ data: newFolder(), withConsole: true, env: { PORT_CONSOLE: String(port) } });
  await expect(starting).rejects.toThrow(/exit code 1: [\s\S]*set PORT_CONSOLE /);
  other.close();
});

test('an unknown option is an error that names it', async () => {
  await expect(startStack({ data: newFolder(), args: ['--frehs'] })).rejects.toThrow(/exit code 2: .*'--frehs'/);
});

test('--json prints the functions’ log lines as they are, and --outcomes the entries of the audit log', async () => {
  const stack = await startStack({ data: newFolder(), samples: true, args: ['--json', '--outcomes'] });
  const line = (part: string) =>
    stack
      .output()
      .split('\n')
      .find((one) => one.includes(part));
  await until(() => line('"outcome":"applied"') !== undefined && line('"what":"request"') !== undefined);
  await stack.stop();
  expect(JSON.parse(line('"outcome":"applied"') ?? '')).toMatchObject({ message: 'outcome', outcome: 'applied' });
  const event = JSON.parse(line('"what":"request"') ?? '');
  expect(event).toMatchObject({
    ...{ specversion: '1.0', type: 'zuora-access.audit-entry.v1', source: 'zuora-access-local' },
    data: { what: 'request', outcome: 'accepted', entry: { what: { S: 'request' }, account: { S: event.subject } } },
  });
  expect(stack.output()).not.toContain('login#');
});

test('a package that is not there is an error', async () => {
  await expect(startStack({ data: newFolder(), package: newFolder() })).rejects.toThrow(
    /exit code 1: ENOENT.*template/,
  );
});
