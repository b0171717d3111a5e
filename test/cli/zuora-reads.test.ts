/** The commands that read Zuora, against the sandbox. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PutSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { readPolicyFile } from '../../lib/policy/policy-file.ts';
import { secretValue, seedClient, seedEntity, seedUser } from '../../local/zuora/seed.ts';
import { World } from '../system/world.ts';
import { run } from './command.ts';

const example = join(__dirname, '../../policy.example.yml');

let world: World;
beforeAll(async () => {
  world = await World.begin();
});
afterAll(() => world.end());
afterEach(() => putSecret(secretValue(world.stack.zuora)));

const cli = async (...args: string[]) => {
  const finished = await run({ AWS_ENDPOINT_URL: world.stack.aws }, ...args);
  for (const { secret } of Object.values(seedClient)) expect(JSON.stringify(finished)).not.toContain(secret);
  return finished;
};

async function putSecret(value: object): Promise<void> {
  await world.stack.clients.secrets.send(
    new PutSecretValueCommand({ SecretId: 'zuora-access/local/oauth', SecretString: JSON.stringify(value) }),
  );
}

describe('entities', () => {
  test('are printed as the policy takes them, with the clients that reach them', async () => {
    const { exitCode, output, notes } = await cli('entities');
    expect([exitCode, notes]).toEqual([0, '']);
    expect(output).toMatch(/^ {2}northwind: 5eed0000-0000-4000-8000-000000000001 +# Northwind: default$/m);
    expect(output).toMatch(/^ {2}northwind-france: \S+ +# Northwind France: default, of 5eed\S+3$/m);
    expect(output).toMatch(/^ {2}northwind-canada: \S+ +# Northwind Canada: none; seen by default, of /m);
    const yaml = `version: 1\nusername: userName\nhomeEntity: northwind\nrules: []\n${output}`;
    expect(readPolicyFile(yaml)).toMatchObject({
      success: true,
      policy: { entities: { 'northwind-germany': seedEntity.germany } },
    });
  });

  test('are told of by the clients that answer', async () => {
    const value = secretValue(world.stack.zuora);
    await putSecret({
      ...value,
      entities: { [seedEntity.japan]: { clientId: 'nobody', clientSecret: 'no-secret-of-any-client' } },
    });
    const { exitCode, output, notes } = await cli('entities', '--json');
    const germany = { name: 'northwind-germany', zuoraName: 'Northwind Germany', reachedBy: ['default'] };
    expect(JSON.parse(output)).toMatchObject({
      entities: expect.arrayContaining([expect.objectContaining(germany)]),
      problems: [{ client: `of ${seedEntity.japan}` }],
    });
    expect([exitCode, notes]).toEqual([1, expect.stringContaining(`OAuth client of ${seedEntity.japan}: `)]);
  });
});

describe('access', () => {
  test('is shown beside what the policy says, and where the two differ', async () => {
    const said = ['--person', 'department=Customer Success'];
    const { exitCode, output, notes } = await cli('access', seedUser.sophie, '--policy', example, ...said);
    const rows = output
      .trimEnd()
      .split('\n')
      .map((line) => line.trim().split(/ {2,}/));
    expect(exitCode).toBe(0);
    expect(rows[0]).toEqual(['ENTITY', 'ID', 'ACCESS', 'POLICY']);
    expect(rows.slice(1).map(([name, , ...told]) => [name, ...told])).toEqual([
      ['global', 'yes', 'home'],
      ['germany', 'no', 'granted by customer-success'],
      ['france', 'yes', 'undecided: emea-billing-group needs groups'],
      ['japan', 'no', 'withheld by no-contractors-in-japan: userType is unknown'],
      ['brazil', 'no', 'not granted'],
    ]);
    expect(notes).toBe('Granted, but without access: germany. Access that no rule is known to grant: france.\n');
  });

  test('to an entity that the policy does not name is shown under its name in Zuora', async () => {
    const policy = join(world.data, 'small.yml');
    writeFileSync(
      policy,
      `version: 1\nusername: email\nentities: { home: ${seedEntity.global} }\nhomeEntity: home\nrules: []\n`,
    );
    const { output } = await cli('access', seedUser.sophie, '--policy', policy, '--json');
    expect(JSON.parse(output)).toEqual({
      username: seedUser.sophie,
      entities: [
        expect.objectContaining({ name: 'home', hasAccess: true, status: 'home' }),
        expect.objectContaining({ name: null, zuoraName: 'Northwind France', hasAccess: true, status: null }),
      ],
    });
  });

  test('is shown without a policy too', async () => {
    const { exitCode, output, notes } = await cli('access', seedUser.emmy);
    expect([exitCode, notes]).toEqual([0, '']);
    expect(output).toMatch(/^Northwind Germany +5eed\S+2 +yes *$/m);
  });

  test('is shown under the spelling of the login that Zuora knows', async () => {
    const { output } = await cli('access', seedUser.emmy.toUpperCase(), '--json');
    expect(JSON.parse(output)).toMatchObject({ username: seedUser.emmy });
  });

  test.each([
    ['nobody@example.com', [], 1, 'Zuora knows no user nobody@example.com in any entity'],
    ['nobody@example.com', ['--policy', example], 1, 'Zuora knows no user nobody@example.com in any entity'],
    ['..', [], 2, 'username: ..: must not be "." or ".."'],
    [seedUser.ada, ['--person', 'department=Billing'], 1, 'There is no policy.yml'],
  ])('of %s is not shown (%#)', async (username, args, exitCode, notes) => {
    expect(await cli('access', username, ...args)).toMatchObject({ exitCode, notes: expect.stringContaining(notes) });
  });
});
