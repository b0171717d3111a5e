/** The commands go through the proxy that the environment names. The functions go directly. */
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SecretsManager } from '@aws-sdk/client-secrets-manager';
import { SQS } from '@aws-sdk/client-sqs';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { unpack } from '../../local/deployment.ts';
import { ExecutionEnvironment } from '../../local/lambda/execution-environment.ts';
import { environmentOf } from '../../local/lambda/lambda-function.ts';
import { secretValue, seedEntity } from '../../local/zuora/seed.ts';
import { type RunningZuora, startZuora } from '../../local/zuora/server.ts';
import { embeddedAws } from '../../operator/aws-access.ts';
import { environment, sqsRecord } from '../factories.ts';
import { createAuditTable } from '../services/audit-table.ts';
import { createLedgerTable } from '../services/ledger-table.ts';
import { type RecordingProxy, startRecordingProxy } from '../services/recording-proxy.ts';
import { effects } from '../services/sandbox-client.ts';
import { startTlsServer, type TlsServer } from '../services/tls-server.ts';
import { useAws } from '../services/use-aws.ts';
import { accessRequested } from '../system/events.ts';
import { feed, run } from './command.ts';

const aws = useAws();
const sqs = aws.client((settings) => new SQS(settings));
const secrets = aws.client((settings) => new SecretsManager(settings));
const dynamodb = aws.client((settings) => new DynamoDBClient(settings));
const credentials = { AWS_REGION: 'eu-west-1', AWS_ACCESS_KEY_ID: 'x', AWS_SECRET_ACCESS_KEY: 'x' };

let proxy: RecordingProxy;
let zuora: RunningZuora;
beforeAll(async () => {
  zuora = await startZuora({ port: 0 });
  await createLedgerTable(dynamodb, environment['ZUORA_ACCESS_LEDGER']);
  await createLedgerTable(dynamodb, environment['ZUORA_ACCESS_ACCOUNTS']);
  await createAuditTable(dynamodb, environment['ZUORA_ACCESS_AUDIT'] ?? '');
  for (const suffix of ['', '-dlq']) {
    await sqs.createQueue({ QueueName: `zuora-access-dev-user-access-requests${suffix}` });
  }
  await secrets.createSecret({ Name: environment['ZUORA_ACCESS_SECRET'] });
  await putSecret(zuora.url);
});
afterAll(() => zuora.close());
beforeEach(async () => {
  proxy = await startRecordingProxy(aws.url);
});
afterEach(() => proxy.close());

async function putSecret(baseUrl: string): Promise<void> {
  const SecretString = JSON.stringify(secretValue(baseUrl));
  await secrets.putSecretValue({ SecretId: environment['ZUORA_ACCESS_SECRET'], SecretString });
}

const proxied = () => ({ HTTPS_PROXY: proxy.url, HTTP_PROXY: proxy.url });
const list = (env: Record<string, string>) =>
  run({ ...credentials, ...proxied(), ...env, AWS_MAX_ATTEMPTS: '1' }, 'dlq', 'list', '--stage', 'dev');

describe('a command', () => {
  test('asks the proxy for a tunnel to AWS, and says when it gets none', async () => {
    expect(await list({})).toMatchObject({
      exitCode: 1,
      notes: expect.stringContaining('The proxy of HTTPS_PROXY does not connect.'),
    });
    expect(proxy.targets).toEqual(['dynamodb.eu-west-1.amazonaws.com:443']);
  });

  test('works through the proxy', async () => {
    expect(await list({ AWS_ENDPOINT_URL: 'http://aws.invalid' })).toMatchObject({
      exitCode: 0,
      notes: expect.stringContaining('No dead letters on user-access-requests-dlq.'),
    });
    expect(new Set(proxy.targets)).toEqual(new Set(['http://aws.invalid/']));
  });

  test('asks the proxy for a tunnel to Zuora, and reaches this machine without it', async () => {
    const value = { baseUrl: 'https://rest.test.zuora.com', clientId: 'id', clientSecret: randomUUID() };
    const env = { ...proxied(), AWS_ENDPOINT_URL: aws.url, ZUORA_ACCESS_STAGE: 'dev' };
    const { exitCode, output } = await feed(JSON.stringify(value), env, 'credentials', 'set', '--stdin');
    expect([exitCode, output]).toEqual([1, expect.stringContaining('ERR_PROXY_TUNNEL')]);
    expect(new Set(proxy.targets)).toEqual(new Set(['rest.test.zuora.com:443']));
  });

  test.each([
    ['NO_PROXY', '.invalid'],
    ['no_proxy', 'example.com,aws.invalid'],
  ])('does not use it for an address in %s', async (name, value) => {
    const { exitCode } = await list({ AWS_ENDPOINT_URL: 'http://aws.invalid', [name]: value });
    expect([exitCode, proxy.targets]).toEqual([1, []]);
  });
});

describe('through a tunnel of the proxy', () => {
  const names = ['*.eu-west-1.amazonaws.com', 'rest.test.zuora.com'];
  const targets = () => ({ 'amazonaws.com': aws.url, 'zuora.com': zuora.url });
  const twoHours = 7_200_000;
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'zuora-access-authority-'));
  });
  afterEach(async () => {
    await putSecret(zuora.url);
    rmSync(folder, { recursive: true });
  });

  interface Network {
    readonly server: TlsServer;
    readonly tunnelling: RecordingProxy;
    /** Trusts the server's certificates. */
    readonly env: Record<string, string>;
  }

  /** Ends all tunnels at a server with these certificates, while `use` runs. */
  async function withServer(starting: Promise<TlsServer>, use: (network: Network) => Promise<void>): Promise<void> {
    const server = await starting;
    const tunnelling = await startRecordingProxy('http://127.0.0.1:9', server.port);
    const file = join(folder, 'authority.pem');
    writeFileSync(file, server.certificates);
    const env = { ...credentials, HTTPS_PROXY: tunnelling.url, AWS_MAX_ATTEMPTS: '1', NODE_EXTRA_CA_CERTS: file };
    try {
      await use({ server, tunnelling, env });
    } finally {
      tunnelling.close();
      server.close();
    }
  }

  const diagnose = async (env: Record<string, string>) => (await run(env, 'doctor', '--stage', 'dev')).output;
  const listIn = (env: Record<string, string>) => run(env, 'dlq', 'list', '--stage', 'dev');

  test('a command reaches AWS and Zuora over TLS, each with its own certificate checked', () =>
    withServer(startTlsServer(names, targets(), Date.now()), async ({ server, tunnelling, env }) => {
      const value = JSON.stringify(secretValue('https://rest.test.zuora.com'));
      const { exitCode, output } = await feed(value, env, 'credentials', 'set', '--stdin', '--yes', '--stage', 'dev');
      expect([exitCode, output]).toEqual([0, expect.stringContaining('Written to zuora-access/dev/oauth.')]);
      const hosts = ['dynamodb', 'sqs', 'secretsmanager'].map((service) => `${service}.eu-west-1.amazonaws.com`);
      expect(new Set(server.hosts)).toEqual(new Set([...hosts, 'rest.test.zuora.com']));
      expect(new Set(tunnelling.targets)).toEqual(new Set([...server.hosts].map((host) => `${host}:443`)));
    }));

  test('a command trusts no certificate that nobody vouches for, and says how to', () =>
    withServer(startTlsServer(names, targets(), Date.now()), async ({ server, env }) => {
      const { NODE_EXTRA_CA_CERTS: _, ...untrusting } = env;
      const { exitCode, notes } = await listIn(untrusting);
      expect([exitCode, notes]).toEqual([1, expect.stringContaining('set NODE_EXTRA_CA_CERTS to a file')]);
      expect(await diagnose(untrusting)).toContain(
        '→ If a proxy of the network reads TLS, set NODE_EXTRA_CA_CERTS to a',
      );
      expect(server.hosts).toEqual([]);
    }));

  test('a command trusts no certificate of another host, and says that another server answers', () =>
    withServer(startTlsServer(['*.eu-west-2.amazonaws.com'], targets(), Date.now()), async ({ server, env }) => {
      const { exitCode, notes } = await listIn(env);
      expect([exitCode, notes]).toEqual([
        1,
        expect.stringContaining('The certificate of AWS is for another host name.'),
      ]);
      expect(await diagnose(env)).toContain('→ Check the address, HTTPS_PROXY and NO_PROXY: another server answers.');
      expect(server.hosts).toEqual([]);
    }));

  test('a command trusts no certificate that has expired, and says to check the clock', () =>
    withServer(startTlsServer(names, targets(), Date.now() - twoHours), async ({ server, env }) => {
      const { exitCode, notes } = await listIn(env);
      expect([exitCode, notes]).toEqual([1, expect.stringContaining('The certificate of AWS has expired.')]);
      expect(await diagnose(env)).toContain("→ Check this machine's clock.");
      expect(server.hosts).toEqual([]);
    }));

  test('credentials set says that the certificate of Zuora is for another host', () =>
    withServer(startTlsServer(names.slice(0, 1), targets(), Date.now()), async ({ env }) => {
      const value = JSON.stringify(secretValue('https://rest.test.zuora.com'));
      const { exitCode, output } = await feed(value, env, 'credentials', 'set', '--stdin', '--yes', '--stage', 'dev');
      expect([exitCode, output]).toEqual([1, expect.stringContaining("is the tenant's host. Check the address,")]);
    }));

  test('doctor does not advise the local stack when a server of the network answers for AWS', async () => {
    const page = createServer((_, answer) =>
      answer.writeHead(200, { 'content-type': 'text/html' }).end('<html>Log in'),
    );
    page.listen(0, '127.0.0.1');
    await once(page, 'listening');
    const { port } = page.address() as AddressInfo;
    const starting = startTlsServer(names, { 'amazonaws.com': `http://127.0.0.1:${port}` }, Date.now());
    await withServer(starting, async ({ env }) => {
      const output = await diagnose(env);
      expect(output).toContain('What answers is not AWS.');
      expect(output).toContain(
        '→ Another server of the network answers: a proxy, or a page to log in. Check the network',
      );
    });
    page.close();
  });
});

describe('a function', () => {
  /** Of a slow machine. */
  const patience = { ZUORA_ACCESS_AWS_TIMEOUT_SECONDS: '10', ZUORA_ACCESS_MARGIN_SECONDS: '50' };
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'zuora-access-function-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  test('of the deployment package uses no proxy, whatever its environment says', async () => {
    await unpack(join(process.env['ZUORA_ACCESS_PACKAGE'] ?? '', 'requestUserAccess.zip'), folder);
    const configuration = {
      name: 'zuora-access-dev-requestUserAccess',
      handler: `functions/${readdirSync(join(folder, 'functions'))[0]?.replace('.cjs', '')}.handler`,
      ...{ timeout: 120_000, memoryMiB: 256 },
      variables: { ...environment, ...patience, ...proxied(), ZUORA_ACCESS_STAGE: 'local' },
    };
    const env = environmentOf(configuration, folder, embeddedAws(aws.url), process.env['PATH']);
    const container = new ExecutionEnvironment(folder, env, configuration.timeout, () => undefined);
    try {
      const now = String(Date.now());
      const { attributes } = sqsRecord();
      const record = sqsRecord({
        body: JSON.stringify(accessRequested('ada.lovelace@example.com', seedEntity.germany)),
        attributes: { ...attributes, SentTimestamp: now, ApproximateFirstReceiveTimestamp: now },
      });
      const event = { Records: [record] };
      const request = { requestId: randomUUID(), invokedFunctionArn: 'arn:aws:lambda:us-east-1:0:function:f', event };
      expect(await container.invoke(request)).toEqual({ batchItemFailures: [] });
    } finally {
      await container.stop();
    }
    expect(await effects(zuora.url)).toMatchObject([{ change: { username: 'ada.lovelace@example.com' } }]);
    expect(proxy.targets).toEqual([]);
  });
});
