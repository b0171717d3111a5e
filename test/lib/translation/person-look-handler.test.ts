/** The function that looks at people as Lambda's runtime uses it: created from an environment and a policy, called with messages. */
import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { SQS } from '@aws-sdk/client-sqs';
import { beforeAll, beforeEach, expect, jest, test } from '@jest/globals';
import { policy } from '../../../fuzz/fixtures/policies.ts';
import { groupKey } from '../../../lib/people/known-group.ts';
import { walkBody } from '../../../lib/people/people-walk.ts';
import { personLookBody } from '../../../lib/people/person-look-body.ts';
import { packagePolicy } from '../../../lib/policy/packaged-policy.ts';
import { createPersonLookHandler } from '../../../lib/translation/person-look-handler.ts';
import { environment, lambdaContext, sqsRecord, translationEnvironment } from '../../factories.ts';
import { createLedgerTable } from '../../services/ledger-table.ts';
import { useAws } from '../../services/use-aws.ts';

const people = translationEnvironment['ZUORA_ACCESS_PEOPLE'] ?? '';
const queue = translationEnvironment['ZUORA_ACCESS_PERSON_LOOK_QUEUE'] ?? '';

/** Variables of translation that this function does not have. */
const foreign = /DEAD_LETTER|REQUEST_QUEUE|REVOCATION|PERSON_LOOK|SCHEDULE/;

const aws = useAws();
const dynamodb = aws.client((settings) => new DynamoDB(settings));
const sqs = aws.client((settings) => new SQS({ ...settings, useQueueUrlAsEndpoint: false }));
let logged: Record<string, unknown>[];

beforeAll(async () => {
  await createLedgerTable(dynamodb, people);
  await sqs.createQueue({ QueueName: queue });
  // The tests' own variables have the service's prefix, and the service refuses unknown ones.
  for (const name of Object.keys(process.env)) if (name.startsWith('ZUORA_ACCESS_')) delete process.env[name];
  const own = Object.entries(translationEnvironment).filter(([name]) => !foreign.test(name));
  Object.assign(process.env, Object.fromEntries(own), {
    ZUORA_ACCESS_ACCOUNTS: environment['ZUORA_ACCESS_ACCOUNTS'],
    ZUORA_ACCESS_AWS_TIMEOUT_SECONDS: '10',
    ZUORA_ACCESS_MARGIN_SECONDS: '50',
    AWS_ENDPOINT_URL: aws.url,
    // The log goes to the console that a test can watch.
    POWERTOOLS_DEV: 'true',
  });
});
beforeEach(() => {
  process.env['ZUORA_ACCESS_PEOPLE'] = people;
  logged = [];
  for (const level of ['log', 'info', 'warn', 'error'] as const) {
    jest.spyOn(console, level).mockImplementation((line) => logged.push(JSON.parse(line)));
  }
});

const look = personLookBody('person:ada');
const walk = walkBody({ groups: [groupKey({ source: 'okta', name: 'zuora-germany' })] });

/** @returns the ids of the messages that remain on the queue */
async function invoke(bodies: readonly string[], packaged: unknown = packagePolicy(policy()), milliseconds = 120_000) {
  const eventSourceARN = `arn:aws:sqs:us-east-1:000000000000:${queue}`;
  const Records = bodies.map((body, index) => sqsRecord({ messageId: `message-${index}`, body, eventSourceARN }));
  const handler = createPersonLookHandler('decidePerson', packaged);
  const { batchItemFailures } = await handler({ Records }, lambdaContext('deciding', milliseconds));
  return batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
}

const warnings = () => logged.filter(({ level }) => level === 'WARN').map(({ message }) => message);

test('looks and walks are acknowledged, also at somebody of whom nothing is known', async () => {
  expect(await invoke([look, walk])).toEqual([]);
  expect(warnings()).toEqual([]);
});

test('a look that fails is acknowledged, as the person is still due; a walk that fails comes back', async () => {
  process.env['ZUORA_ACCESS_PEOPLE'] = 'without-table';
  expect(await invoke([look, walk])).toEqual(['message-1']);
  expect(warnings().toSorted()).toEqual([
    'the look at a person failed; it is repeated',
    'the walk over all people is interrupted; it goes on',
  ]);
});

test('without enough time left, a walk comes back, and nothing is tried', async () => {
  process.env['ZUORA_ACCESS_PEOPLE'] = 'without-table';
  expect(await invoke([look, walk], packagePolicy(policy()), 1000)).toEqual(['message-1']);
  expect(warnings()).toEqual([]);
});

test('without a policy, nothing is looked at, and nothing comes back', async () => {
  await createLedgerTable(dynamodb, 'without-policy');
  process.env['ZUORA_ACCESS_PEOPLE'] = 'without-policy';
  expect(await invoke([look, walk], null)).toEqual([]);
  expect(warnings()).toEqual([]);
});

test('an environment that does not fit makes no function', () => {
  process.env['ZUORA_ACCESS_PEOPLE'] = '';
  expect(() => createPersonLookHandler('decidePerson', null)).toThrow(
    expect.objectContaining({ reason: 'bad-settings' }),
  );
});
