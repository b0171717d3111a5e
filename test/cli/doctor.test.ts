/** `doctor` names each fault and its fix, and tells no secret. */
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateSecretCommand, DeleteSecretCommand, PutSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { secretValue, seedClient, seedConnection, seedEntity } from '../../local/zuora/seed.ts';
import type { CheckResult } from '../../operator/doctor/check.ts';
import { connectionApproved } from '../system/events.ts';
import { World } from '../system/world.ts';
import { run } from './command.ts';
import { startShifted } from './shifted-clock.ts';

const SecretId = 'zuora-access/local/oauth';
const service = { clientId: seedClient.service.id, clientSecret: seedClient.service.secret };
/** Nowhere in Zuora. */
const wrong = 'no-secret-of-any-client';
const secrets = [...Object.values(seedClient).map(({ secret }) => secret), wrong];

let world: World;
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'zuora-access-policy-'));
  world = await World.begin();
});
afterAll(async () => {
  await world.end();
  rmSync(folder, { recursive: true });
});
afterEach(() => putSecret({}));

/** Puts a value into the secret that differs so from the good one. */
async function putSecret(changes: object): Promise<void> {
  const SecretString = JSON.stringify({ ...secretValue(world.stack.zuora), ...changes });
  await world.stack.clients.secrets.send(new PutSecretValueCommand({ SecretId, SecretString }));
}

interface Diagnosis {
  readonly exitCode: number | null;
  readonly lines: readonly CheckResult[];
}

async function diagnose(...args: string[]): Promise<Diagnosis> {
  return diagnoseIn({ AWS_ENDPOINT_URL: world.stack.aws }, ...args);
}

async function diagnoseIn(env: Record<string, string>, ...args: string[]): Promise<Diagnosis> {
  const { exitCode, output, notes } = await run(env, 'doctor', '--json', ...args);
  for (const secret of secrets) expect(`${output}${notes}`).not.toContain(secret);
  return { exitCode, lines: JSON.parse(output) };
}

/** The first line of a check that is not fine, or the last. */
function lineOf({ lines }: Diagnosis, check: string, about?: string): CheckResult | undefined {
  const all = lines.filter((line) => line.check === check && (about === undefined || line.about === about));
  return all.find(({ status }) => status !== 'ok') ?? all.at(-1);
}

/** A server on this machine with one answer to everything. */
async function startServer(status: number, type: string, body: string): Promise<{ url: string; close(): void }> {
  const server = createServer((_, answer) => answer.writeHead(status, { 'content-type': type }).end(body));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  return { url: `http://127.0.0.1:${port}`, close: () => server.close() };
}

const statuses = ({ lines }: Diagnosis) => [...new Set(lines.map(({ status }) => status))];

describe('where all is well', () => {
  test('it says so, with the entities by name, and changes nothing', async () => {
    await world.forgetRequests();
    const diagnosis = await diagnose();
    expect([diagnosis.exitCode, statuses(diagnosis)]).toEqual([0, ['ok', 'skipped']]);
    expect(lineOf(diagnosis, 'Administrator')).toMatchObject({
      status: 'skipped',
      found: expect.stringContaining('--probe'),
    });
    expect(lineOf(diagnosis, 'AWS credentials')?.found).toBe('arn:aws:iam::000000000000:root in us-east-1');
    expect(lineOf(diagnosis, 'Protected logins')?.found).toBe('zuora-service@example.com');
    expect(lineOf(diagnosis, 'Queue', 'entity-connections')?.found).toMatch(/^about 0 messages wait, 0 are in flight/);
    expect(lineOf(diagnosis, 'Entities', 'default')?.found).toContain(`Northwind Germany ${seedEntity.germany}`);
    const isRead = /\.(Get|List|Describe)\w+$|\.(Scan|ReceiveMessage)$/;
    expect((await world.awsRequests()).filter((request) => !isRead.test(request))).toEqual([]);
    const calls = await world.calls();
    expect(new Set(calls.map(({ method, path }) => `${method} ${path}`))).toEqual(
      new Set(['POST /oauth/token', 'GET /v1/entities']),
    );
  });

  test('with --probe it says who is an administrator, and still changes nothing', async () => {
    const before = await world.effects();
    const diagnosis = await diagnose('--probe');
    expect([diagnosis.exitCode, statuses(diagnosis)]).toEqual([0, ['ok']]);
    const administered = diagnosis.lines.flatMap(({ check, about }) => (check === 'Administrator' ? [about] : []));
    expect(administered.sort()).toEqual([
      seedEntity.global,
      seedEntity.germany,
      seedEntity.france,
      seedEntity.japan,
      seedEntity.brazil,
    ]);
    expect(await world.effects()).toEqual(before);
  });

  test('a person reads lines, and their sum', async () => {
    const { exitCode, output, notes } = await run({ AWS_ENDPOINT_URL: world.stack.aws }, 'doctor');
    expect(exitCode).toBe(0);
    expect(output).toMatch(/^ok +Dead letters user-access-requests +none$/m);
    expect(notes).toMatch(/^\d+ ok, 0 warn, 0 fail, 1 skipped\.$/m);
  });
});

describe('AWS', () => {
  test('on this machine that does not run: says how to start it, and not to log in', async () => {
    const diagnosis = await diagnoseIn({ AWS_ENDPOINT_URL: 'http://127.0.0.1:9' });
    expect(lineOf(diagnosis, 'AWS credentials')).toMatchObject({
      status: 'fail',
      found: expect.stringContaining('AWS cannot be reached.'),
      fix: 'Start the local stack (npm start), or set AWS_ENDPOINT_URL to the address of AWS that it prints.',
    });
  });

  test('with a token file that is not there: says so, and not to check the network', async () => {
    const AWS_WEB_IDENTITY_TOKEN_FILE = join(folder, 'no-token');
    const AWS_ROLE_ARN = 'arn:aws:iam::000000000000:role/operator';
    const env = { AWS_REGION: 'eu-west-1', AWS_WEB_IDENTITY_TOKEN_FILE, AWS_ROLE_ARN };
    expect(lineOf(await diagnoseIn(env, '--stage', 'prod'), 'AWS credentials')).toMatchObject({
      status: 'fail',
      found: expect.stringMatching(/^A file that the AWS settings name cannot be read\. \(ENOENT: .*no-token/),
      fix: 'Check AWS_WEB_IDENTITY_TOKEN_FILE, and the files that the profile names.',
    });
  });

  test('that accepts a connection and never answers: says to check the network, and not to log in', async () => {
    const silent = createTcpServer().listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const { port } = silent.address() as AddressInfo;
    const env = { AWS_REGION: 'eu-west-1', AWS_ACCESS_KEY_ID: 'x', AWS_SECRET_ACCESS_KEY: 'x', AWS_MAX_ATTEMPTS: '1' };
    const diagnosis = await diagnoseIn({ ...env, HTTPS_PROXY: `http://127.0.0.1:${port}` }, '--stage', 'prod');
    silent.close();
    expect(lineOf(diagnosis, 'AWS credentials')).toMatchObject({
      status: 'fail',
      found: expect.stringContaining('AWS does not answer in time.'),
      fix: expect.stringMatching(/^Check the network, HTTPS_PROXY and NO_PROXY\./),
    });
  });

  test('without credentials: says how to log in, and what is skipped', async () => {
    const diagnosis = await diagnoseIn({ AWS_REGION: 'eu-west-1' }, '--stage', 'prod');
    expect(diagnosis.exitCode).toBe(1);
    expect(lineOf(diagnosis, 'AWS credentials')).toMatchObject({
      status: 'fail',
      found: expect.stringContaining('No AWS credentials'),
      fix: expect.stringContaining('aws sso login'),
    });
    expect(lineOf(diagnosis, 'Secret')).toEqual({
      check: 'Secret',
      status: 'skipped',
      found: 'cannot be checked: AWS credentials failed',
    });
  });

  test('at the address of the Zuora sandbox: says whose address it is, as every command does', async () => {
    const env = { AWS_ENDPOINT_URL: world.stack.zuora };
    const told = 'This is the address of the Zuora sandbox. Set AWS_ENDPOINT_URL to';
    expect(lineOf(await diagnoseIn(env), 'AWS credentials')).toMatchObject({
      status: 'fail',
      found: expect.stringContaining(told),
      fix: 'Start the local stack (npm start), or set AWS_ENDPOINT_URL to the address of AWS that it prints.',
    });
    for (const command of [['dlq', 'list'], ['status', 'ada@example.com'], ['tail']]) {
      expect(await run(env, ...command)).toMatchObject({ exitCode: 1, notes: expect.stringContaining(told) });
    }
  });

  test.each([
    ['has no such page', 404, 'text/html', '<html>not found</html>'],
    ['has nothing to say', 404, 'application/json', ''],
    ['greets everybody', 200, 'text/html', '<html>hello</html>'],
    ['answers with an object', 200, 'application/json', '{}'],
    ['answers with nothing', 200, 'text/plain', ''],
  ])('at the address of a server that %s: says that it is not AWS', async (_, status, type, body) => {
    const server = await startServer(status, type, body);
    const diagnosis = await diagnoseIn({ AWS_ENDPOINT_URL: server.url });
    server.close();
    expect(lineOf(diagnosis, 'AWS credentials')).toMatchObject({
      status: 'fail',
      found: expect.stringContaining('What answers is not AWS. Is AWS_ENDPOINT_URL right?'),
      fix: 'Start the local stack (npm start), or set AWS_ENDPOINT_URL to the address of AWS that it prints.',
    });
  });

  test('with credentials that have expired: says so', async () => {
    const expired = '<ErrorResponse><Error><Code>ExpiredToken</Code><Message>expired</Message></Error></ErrorResponse>';
    const aws = await startServer(403, 'text/xml', expired);
    const diagnosis = await diagnoseIn({ AWS_ENDPOINT_URL: aws.url });
    aws.close();
    expect(lineOf(diagnosis, 'AWS credentials')).toMatchObject({
      status: 'fail',
      found: expect.stringContaining('The AWS credentials have expired'),
      fix: expect.stringContaining('Log in'),
    });
    expect(lineOf(diagnosis, 'Clock', 'AWS')?.status).toBe('ok');
  });

  test('without a stack of that stage: says which there are, and how to deploy', async () => {
    const diagnosis = await diagnose('--stage', 'prod');
    expect(diagnosis.exitCode).toBe(1);
    expect(lineOf(diagnosis, 'Stage')).toMatchObject({
      status: 'fail',
      found: expect.stringContaining(
        'There is no stage prod of zuora-access in this account and region. Its stages: local.',
      ),
      fix: expect.stringContaining('npx serverless deploy --stage prod'),
    });
  });

  test('with a paused queue: says how to resume it', async () => {
    const env = { AWS_ENDPOINT_URL: world.stack.aws };
    await run(env, 'pause', 'entity-connections');
    const diagnosis = await diagnose();
    await run(env, 'resume', 'entity-connections');
    expect(diagnosis.exitCode).toBe(1);
    expect(lineOf(diagnosis, 'Event source mapping')).toEqual({
      check: 'Event source mapping',
      about: 'entity-connections',
      status: 'fail',
      found: expect.stringMatching(/^Disabled: \S+ receives no messages/),
      fix: 'zuora-access resume entity-connections --stage local',
    });
  });

  test('with dead letters: says how many, and how to send them again', async () => {
    await world.send('user-access-requests-dlq', 'no JSON', 'no JSON');
    const diagnosis = await diagnose();
    await world.takeDeadLetters('user-access-requests');
    expect([diagnosis.exitCode, lineOf(diagnosis, 'Dead letters')]).toEqual([
      0,
      {
        check: 'Dead letters',
        about: 'user-access-requests',
        status: 'warn',
        found: 'about 2',
        fix: expect.stringContaining('zuora-access dlq redrive --queue user-access-requests --stage local'),
      },
    ]);
  });
});

describe('the secret', () => {
  test('that is not there, or has no value: says which', async () => {
    const { secrets: manager } = world.stack.clients;
    await manager.send(new DeleteSecretCommand({ SecretId, ForceDeleteWithoutRecovery: true }));
    const absent = await diagnose();
    await manager.send(new CreateSecretCommand({ Name: SecretId }));
    const empty = await diagnose();
    expect(lineOf(absent, 'Secret')).toMatchObject({
      status: 'fail',
      found: `There is no secret ${SecretId} in this account and region.`,
      fix: 'npx serverless deploy --stage local',
    });
    expect(lineOf(empty, 'Secret')).toMatchObject({
      status: 'fail',
      found: `The secret ${SecretId} has no value yet.`,
      fix: 'zuora-access credentials set --stage local',
    });
    expect([absent.exitCode, empty.exitCode, lineOf(empty, 'OAuth client')?.status]).toEqual([1, 1, 'skipped']);
  });

  test('of the wrong shape: names every problem', async () => {
    await putSecret({ clientSecret: undefined, clientId: '', password: wrong });
    const diagnosis = await diagnose();
    expect(diagnosis.exitCode).toBe(1);
    expect(lineOf(diagnosis, "Secret's form")).toMatchObject({
      status: 'fail',
      found: expect.stringMatching(/clientId: .*; clientSecret: is missing; password: is not a known field/),
      fix: 'zuora-access credentials set --stage local',
    });
  });

  test("with a host that is not Zuora's: says so, and asks that host nothing", async () => {
    await putSecret({ baseUrl: 'https://rest.zuora.com.example.com' });
    const diagnosis = await diagnose();
    expect(diagnosis.exitCode).toBe(1);
    expect(lineOf(diagnosis, "Secret's form")).toMatchObject({
      status: 'fail',
      found: expect.stringContaining('baseUrl: must be a host under .zuora.com'),
      fix: 'zuora-access credentials set --stage local',
    });
    expect(lineOf(diagnosis, 'OAuth client')?.status).toBe('skipped');
  });

  test('with a wrong client secret: says whose', async () => {
    await putSecret({ entities: { [seedEntity.japan]: { clientId: seedClient.japan.id, clientSecret: wrong } } });
    const diagnosis = await diagnose();
    expect(diagnosis.exitCode).toBe(1);
    expect(lineOf(diagnosis, 'OAuth client')).toEqual({
      check: 'OAuth client',
      about: `of ${seedEntity.japan}`,
      status: 'fail',
      found: 'Zuora rejected the OAuth client: HTTP 401 to the token request',
      fix: `Put in the right client id and secret: zuora-access credentials set --stage local --entity ${seedEntity.japan}`,
    });
    expect(lineOf(diagnosis, 'OAuth client', 'default')?.status).toBe('ok');
  });

  test.each([
    [429, 'Zuora limits the token requests of an IP address. Run this again in a minute.'],
    [503, 'Zuora, or a gateway before it, fails at http'],
  ])('with a token request that ends with %i: says that it is not the host', async (status, fix) => {
    await world.sandbox('POST', 'faults', { match: { path: '/oauth/token' }, times: 10, fault: { status } });
    const line = lineOf(await diagnose(), 'OAuth client');
    await world.sandbox('DELETE', 'faults');
    expect(line).toMatchObject({ status: 'fail', fix: expect.stringContaining(fix) });
  });

  test('with a host that does not answer: says so', async () => {
    await putSecret({ baseUrl: 'http://127.0.0.1:9' });
    expect(lineOf(await diagnose(), 'OAuth client')).toMatchObject({
      status: 'fail',
      found: 'token request: no answer (ECONNREFUSED)',
      fix: expect.stringContaining('http://127.0.0.1:9 can be reached'),
    });
  });
});

describe('a token without an entity', () => {
  const missing = {
    check: 'Entity',
    about: seedEntity.canada,
    status: 'fail',
    found: "not in the scope of its client's token",
    fix: expect.stringContaining(`zuora-access credentials set --stage local --entity ${seedEntity.canada}`),
  };

  test('that the secret names is a fault', async () => {
    await putSecret({ entities: { [seedEntity.canada]: service } });
    const diagnosis = await diagnose();
    expect([diagnosis.exitCode, lineOf(diagnosis, 'Entity')]).toEqual([1, missing]);
  });

  test('that is asked for by option is a fault, and nobody there is probed', async () => {
    const diagnosis = await diagnose('--probe', '--entity', '5eed0000-0000-4000-8000-000000000006');
    expect([diagnosis.exitCode, lineOf(diagnosis, 'Entity')]).toEqual([1, missing]);
    expect(lineOf(diagnosis, 'Administrator', seedEntity.canada)?.status).toBe('skipped');
  });

  test('that the policy grants is a fault, with the rules that grant it, and nobody there is probed', async () => {
    const { global, germany, canada } = seedEntity;
    const policy = {
      ...{ version: 1, username: 'userName', entities: { global, germany, canada }, homeEntity: 'global' },
      rules: [
        { id: 'staff', when: { groups: ['staff'] }, grant: ['germany', 'canada'] },
        { id: 'north', when: { country: ['CA'] }, grant: ['canada'] },
      ],
    };
    writeFileSync(join(folder, 'policy.yml'), JSON.stringify(policy));
    const diagnosis = await diagnose('--probe', '--policy', join(folder, 'policy.yml'));
    expect([diagnosis.exitCode, lineOf(diagnosis, 'Entity')]).toEqual([
      1,
      {
        ...missing,
        found: "canada, which the policy grants by staff, north: not in the scope of its client's token",
      },
    ]);
    expect(lineOf(diagnosis, 'Entity', germany)).toMatchObject({ status: 'ok' });
    expect(lineOf(diagnosis, 'Administrator', canada)).toBeUndefined();
  });

  test('that the policy has approved needs a client of its own, or requests wait', async () => {
    const { global, germany, japan } = seedEntity;
    const policy = {
      ...{ version: 1, username: 'userName', entities: { global, germany, japan }, homeEntity: 'global', rules: [] },
      approve: { germany: 'automatic', japan: 'automatic' },
    };
    writeFileSync(join(folder, 'policy.yml'), JSON.stringify(policy));
    const diagnosis = await diagnose('--policy', join(folder, 'policy.yml'));
    expect([diagnosis.exitCode, lineOf(diagnosis, 'Automatic approval', germany)]).toEqual([
      0,
      {
        ...{ check: 'Automatic approval', about: germany, status: 'warn' },
        found: 'the secret has no client of the entity, so requests wait for an administrator',
        fix: `zuora-access credentials set --stage local --entity ${germany}`,
      },
    ]);
    expect(lineOf(diagnosis, 'Automatic approval', japan)?.status).toBe('ok');
  });

  test('that is none is wrong usage', async () => {
    const { exitCode, notes } = await run({ AWS_ENDPOINT_URL: world.stack.aws }, 'doctor', '--entity', 'canada');
    expect([exitCode, notes]).toEqual([2, expect.stringContaining('canada: must be a Zuora entity id')]);
  });
});

describe('a user who is not an administrator', () => {
  test('is named by --probe for an entity that the secret names', async () => {
    await putSecret({ entities: { [seedEntity.france]: service } });
    const diagnosis = await diagnose('--probe');
    expect([diagnosis.exitCode, lineOf(diagnosis, 'Administrator', seedEntity.france)]).toEqual([
      1,
      {
        check: 'Administrator',
        about: seedEntity.france,
        status: 'fail',
        found: `not an administrator of ${seedEntity.france}`,
        fix: expect.stringContaining('administrator rights in the entity'),
      },
    ]);
    // It is only reached, and may be there as a target alone.
    expect(lineOf(diagnosis, 'Administrator', seedEntity.brazil)?.status).toBe('warn');
  });

  test('shows in the events that Zuora has refused, until their dead letters are gone', async () => {
    await world.sandbox('POST', 'faults', {
      match: { method: 'PUT', path: '/v1/entity-connections/*' },
      times: 2,
      fault: { status: 200, body: { success: false, reasons: [{ code: 50000010, message: 'no administrator' }] } },
    });
    const [messageId = ''] = await world.send(
      'connection-approvals',
      connectionApproved(seedConnection.toJapanPending, seedEntity.japan),
    );
    await world.outcomesOf(messageId);
    await world.drained('connection-approvals');
    const diagnosis = await diagnose();
    await world.sandbox('DELETE', 'faults');
    await world.takeDeadLetters('connection-approvals');
    expect(lineOf(diagnosis, 'Refused events')).toMatchObject({
      status: 'warn',
      found: expect.stringContaining(`1 acceptEntityConnection in ${seedEntity.japan} (the last, `),
      fix: expect.stringContaining('zuora-access dlq redrive --reason permission-denied --stage local'),
    });
    expect(lineOf(await diagnose(), 'Refused events')).toMatchObject({
      status: 'ok',
      found: expect.stringContaining('1 without a dead letter any more'),
    });
  });
});

test('a clock that is off is told by the dates of AWS and of Zuora', async () => {
  const minute = 60_000;
  const aws = await startShifted(world.stack.aws, 10 * minute + 30_000);
  const zuora = await startShifted(world.stack.zuora, -2 * minute - 30_000);
  await putSecret({ baseUrl: zuora.url });
  const diagnosis = await diagnoseIn({ AWS_ENDPOINT_URL: aws.url });
  aws.close();
  zuora.close();
  expect(diagnosis.exitCode).toBe(1);
  const fix = expect.stringContaining('Set this machine');
  expect(lineOf(diagnosis, 'Clock', 'AWS')).toMatchObject({
    status: 'fail',
    found: expect.stringMatching(/^this machine's clock is 10m \d+s behind that of AWS$/),
    fix,
  });
  expect(lineOf(diagnosis, 'Clock', 'Zuora')).toMatchObject({
    status: 'warn',
    found: expect.stringMatching(/^this machine's clock is 2m \d+s ahead of that of Zuora$/),
    fix,
  });
});
