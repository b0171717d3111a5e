/** Which entities have a client of their own: a secret that cannot be read does not say that none has. */
import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { beforeAll, beforeEach, expect, test } from '@jest/globals';
import { readOverview } from '../../console/entities/entity-reading.ts';
import type { EntityOverview } from '../../console/shapes/entities.ts';
import { Stage } from '../../console/stage.ts';
import { germany } from '../factories.ts';
import { answerEachCall } from '../services/answered-client.ts';
import { createLedgerTable } from '../services/ledger-table.ts';
import { useAws } from '../services/use-aws.ts';
import { testSession } from './test-stage.ts';

const aws = useAws();
const dynamodb = aws.client((options) => new DynamoDB(options));
beforeAll(() => createLedgerTable(dynamodb, 'accounts'));

let stage: Stage;
beforeEach(async () => {
  const { session, ...options } = await testSession(aws.url);
  const policyFile = 'policy.example.yml';
  stage = new Stage({ ...options, policyFile, notice: () => undefined }, session, new AbortController().signal);
});

/** @param answer of Secrets Manager; an error is thrown */
async function readWith(answer: object): Promise<EntityOverview | undefined> {
  answerEachCall(stage.session.aws.client(SecretsManagerClient), answer);
  return readOverview(stage);
}

const clientsOf = (overview: EntityOverview | undefined) =>
  new Map(overview?.entities.map(({ name, hasClient }) => [name, hasClient]));

test('an entity of the secret has one, and others have none', async () => {
  const client = { clientId: 'id', clientSecret: 'secret' };
  const value = { baseUrl: 'https://rest.test.zuora.com', ...client, entities: { [germany]: client } };
  const overview = await readWith({ SecretString: JSON.stringify(value), VersionId: 'v' });
  expect(clientsOf(overview).get('germany')).toBe(true);
  expect(clientsOf(overview).get('japan')).toBe(false);
  expect(overview?.unreadSecret).toBeUndefined();
});

test.each([
  [
    'that may not be read',
    Object.assign(new Error('User is not authorized'), { name: 'AccessDeniedException' }),
    'The AWS credentials do not allow this. (AccessDeniedException: User is not authorized)',
  ],
  ['in another form', { SecretString: 'none', VersionId: 'v' }, 'The secret secret does not fit: it is no JSON object'],
])('of a secret %s, the reason is told and no entity is said to have none', async (_, answer, reason) => {
  const overview = await readWith(answer);
  expect(new Set(clientsOf(overview).values())).toEqual(new Set([undefined]));
  expect(overview?.unreadSecret).toBe(reason);
});
