/** `credentials set` puts into the secret what Zuora takes, and shows none of it. */
import { join } from 'node:path';
import {
  CreateSecretCommand,
  DeleteSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
} from '@aws-sdk/client-secrets-manager';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { secretValue, seedClient, seedEntity } from '../../local/zuora/seed.ts';
import { World } from '../system/world.ts';
import { type Finished, feed, launch, run } from './command.ts';

const PROMPTED = join(__dirname, 'prompted-credentials-set.ts');
const SecretId = 'zuora-access/local/oauth';

/** Nowhere in Zuora. */
const wrong = 'no-secret-of-any-client';
const secrets = [...Object.values(seedClient).map(({ secret }) => secret), wrong];

let world: World;
beforeAll(async () => {
  world = await World.begin();
});
afterAll(() => world.end());
afterEach(() => put(JSON.stringify(good())));

const good = () => secretValue(world.stack.zuora);
const japan = { clientId: seedClient.japan.id, clientSecret: seedClient.japan.secret };

async function put(SecretString: string): Promise<void> {
  await world.stack.clients.secrets.send(new PutSecretValueCommand({ SecretId, SecretString }));
}

async function stored(): Promise<unknown> {
  const { SecretString = '' } = await world.stack.clients.secrets.send(new GetSecretValueCommand({ SecretId }));
  return JSON.parse(SecretString);
}

async function withoutSecret({ finished }: { finished: Promise<Finished> }): Promise<Finished> {
  const { exitCode, output, notes } = await finished;
  for (const secret of secrets) expect(`${output}${notes}`).not.toContain(secret);
  return { exitCode, output, notes };
}

const piped = (input: string | object, ...args: string[]): Promise<Finished> => {
  const text = typeof input === 'string' ? input : JSON.stringify(input);
  const env = { AWS_ENDPOINT_URL: world.stack.aws };
  return withoutSecret({ finished: feed(text, env, 'credentials', 'set', '--stdin', ...args) });
};

/** @param answer what the person gives, and whether to what there is is to be replaced */
const prompted = (answer: object | 'interrupted', env: Record<string, string> = {}): Promise<Finished> => {
  const ANSWER = typeof answer === 'string' ? answer : JSON.stringify(answer);
  return withoutSecret(launch(PROMPTED, '', { AWS_ENDPOINT_URL: world.stack.aws, ANSWER, ...env }, []));
};

describe('from a pipe', () => {
  test('a whole value goes into an empty secret, when all its clients have got a token', async () => {
    const { secrets: manager } = world.stack.clients;
    await manager.send(new DeleteSecretCommand({ SecretId, ForceDeleteWithoutRecovery: true }));
    await manager.send(new CreateSecretCommand({ Name: SecretId }));
    const { exitCode, output } = await piped(good());
    expect([exitCode, await stored()]).toEqual([0, good()]);
    expect(output).toMatch(/^ok +OAuth client default +its token reaches 5 entities$/m);
    expect(output).toContain(`Northwind Japan ${seedEntity.japan}`);
    expect(output).toContain('The functions use it within 5 minutes');
  });

  test('it replaces a value only if told so', async () => {
    const { entities: _, ...other } = good();
    const refused = await piped(other);
    expect([refused.exitCode, refused.notes]).toEqual([2, expect.stringContaining('Give --yes to replace it.')]);
    expect(await stored()).toEqual(good());
    const loss = `It loses the clients of ${Object.keys(good().entities).join(', ')}.`;
    expect(refused.notes).toContain(loss);
    expect(await piped(other, '--yes')).toMatchObject({ exitCode: 0, notes: expect.stringContaining(loss) });
    expect(await stored()).toEqual(other);
  });

  test('a client of one entity is put beside the others, or in the place of the one before', async () => {
    const hyphenated = '5EED0000-0000-4000-8000-000000000004';
    const { exitCode, output } = await piped(japan, '--entity', hyphenated, '--yes');
    expect([exitCode, output]).toEqual([0, expect.stringContaining('its token reaches 1 entity')]);
    expect(await stored()).toEqual({ ...good(), entities: { ...good().entities, [seedEntity.japan]: japan } });
  });

  test.each<[what: string, input: () => string | object, note: string]>([
    ['that is no JSON', () => wrong, 'The input from the pipe is not a JSON object.'],
    ['of the wrong shape', () => ({ ...good(), clientSecret: { wrong } }), 'clientSecret: '],
    ["with a host that is not Zuora's", () => ({ ...good(), baseUrl: 'https://example.com' }), 'under .zuora.com'],
    ['with a wrong client secret', () => ({ ...good(), clientSecret: wrong }), 'The secret is unchanged.'],
    [
      'with a client that lacks its entity',
      () => ({ ...good(), entities: { [seedEntity.global]: japan } }),
      'unchanged',
    ],
  ])('a value %s changes nothing', async (_, input, note) => {
    const { exitCode, notes } = await piped(input(), '--yes');
    expect([exitCode === 0, notes]).toEqual([false, expect.stringContaining(note)]);
    expect(await stored()).toEqual(good());
  });

  test("an entity's client that does not reach it changes nothing, and Zuora's answer is told", async () => {
    const { exitCode, output } = await piped(japan, '--entity', seedEntity.france, '--yes');
    expect([exitCode, output]).toEqual([1, expect.stringMatching(/^fail +Entity \w+ +not in the scope/m)]);
    expect(await stored()).toEqual(good());
  });

  test('an entity id that is none is told with its option', async () => {
    const { exitCode, notes } = await piped({}, '--entity', 'japan', '--yes');
    expect([exitCode, notes]).toEqual([2, expect.stringContaining('--entity: japan: must be')]);
  });

  test("an entity's client is not added to a value that does not fit", async () => {
    await put('{}');
    const { exitCode, notes } = await piped(japan, '--entity', seedEntity.japan, '--yes');
    expect([exitCode, notes]).toEqual([1, expect.stringContaining('zuora-access credentials set --stage local, then')]);
  });
});

describe('asked at a terminal', () => {
  test('a person is asked before a value is replaced, and told what is lost', async () => {
    const { entities: _, ...other } = good();
    const declined = await prompted(other);
    expect(declined).toMatchObject({ exitCode: 1, notes: expect.stringContaining('The secret is unchanged.') });
    expect(declined.notes).toContain(`current: ${world.stack.zuora}`);
    expect(declined.notes).toContain(`It loses the clients of ${Object.keys(good().entities).join(', ')}. Replace it?`);
    expect(await stored()).toEqual(good());
    expect(await prompted(other, { AGREES: 'yes' })).toMatchObject({ exitCode: 0 });
    expect(await stored()).toEqual(other);
  });

  test('a value that does not fit can be replaced', async () => {
    await put(wrong);
    expect(await prompted(good(), { AGREES: 'yes' })).toMatchObject({ exitCode: 0 });
    expect(await stored()).toEqual(good());
  });

  test('what somebody else has put in meanwhile stays', async () => {
    const { entities: _, ...theirs } = good();
    const refused = await prompted(good(), { AGREES: 'yes', MEANWHILE: JSON.stringify(theirs) });
    expect(refused).toMatchObject({
      exitCode: 1,
      notes: expect.stringContaining('Somebody else has changed the secret'),
    });
    expect(await stored()).toEqual(theirs);
  });

  test('a person who gives up changes nothing', async () => {
    expect(await prompted('interrupted', { AGREES: 'yes', seedEntity: seedEntity.japan })).toMatchObject({
      exitCode: 1,
    });
    expect(await stored()).toEqual(good());
  });

  test('nobody is asked where there is no terminal', async () => {
    const { exitCode, notes } = await run({ AWS_ENDPOINT_URL: world.stack.aws }, 'credentials', 'set');
    expect([exitCode, notes]).toEqual([2, expect.stringContaining('There is no terminal to ask on.')]);
  });
});
