/** Whoever changes something in the console is named in the terminal, and where it concerns AWS or Zuora in the audit log. */
import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { CreateSecretCommand, PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { CreateQueueCommand, ReceiveMessageCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { answerError } from '../../console/answers.ts';
import { createRoutes } from '../../console/routes.ts';
import type { PersonDetail } from '../../console/shapes/people.ts';
import type { DatedChanges, SafeguardState } from '../../console/shapes/safeguard.ts';
import { Stage } from '../../console/stage.ts';
import { secretValue, seedEntity, seedUser } from '../../local/zuora/seed.ts';
import { deployedOperations } from '../../operator/stack/deployed-operations.ts';
import { germany } from '../factories.ts';
import { answerEachCall } from '../services/answered-client.ts';
import { useAuditTable } from '../services/audit-table.ts';
import { useLedgerTable } from '../services/ledger-table.ts';
import { useAws } from '../services/use-aws.ts';
import { useSandbox } from '../services/use-sandbox.ts';
import { until } from '../until.ts';
import { announceLeaving } from './announced-change.ts';
import { changes } from './api-routes.ts';
import { leaveTogether } from './browser/leavers.ts';
import { requestOf } from './browser/world.ts';
import { holdAccess } from './held-access.ts';
import { testSession } from './test-stage.ts';

const caller = 'arn:aws:iam::000000000000:root';
const aws = useAws();
const sandbox = useSandbox();
const dynamodb = aws.client((options) => new DynamoDB(options));
const sqs = aws.client((options) => new SQSClient(options));
const secrets = aws.client((options) => new SecretsManagerClient(options));
useAuditTable(dynamodb, 'audit');
useLedgerTable(dynamodb, 'people', 'accounts', 'ledger');

const urls = new Map<string, string>();
beforeAll(async () => {
  for (const QueueName of deployedOperations.flatMap(({ queue }) => [queue, `${queue}-dlq`])) {
    urls.set(QueueName, (await sqs.send(new CreateQueueCommand({ QueueName }))).QueueUrl ?? '');
  }
  await secrets.send(new CreateSecretCommand({ Name: 'secret' }));
});

let closing: AbortController;
let notices: string[];
let login: string;
let stage: Stage;
let routes: ReturnType<typeof createRoutes>;
beforeEach(async () => {
  closing = new AbortController();
  notices = [];
  login = `${randomUUID()}@example.com`;
  const SecretString = JSON.stringify(secretValue(sandbox.url));
  await secrets.send(new PutSecretValueCommand({ SecretId: 'secret', SecretString }));
  const queues = deployedOperations.map(({ queue: name }) => ({
    ...{ name, sourceUrl: urls.get(name) ?? '', deadLetterUrl: urls.get(`${name}-dlq`) ?? '' },
  }));
  const { session, ...options } = await testSession(aws.url, { queues });
  const others = { sandboxUrl: sandbox.url, notice: (text: string) => notices.push(text) };
  stage = new Stage({ ...options, ...others }, session, closing.signal);
  routes = createRoutes(stage, { isReadOnly: false });
  routes.onError((error, context) => answerError(context, error));
});
afterEach(() => {
  closing.abort();
  rmSync(file, { force: true });
});
const file = `purged-${randomUUID()}.jsonl`;

async function send<Reply>(path: string, body?: object): Promise<Reply> {
  const init = body && { method: 'POST', body: JSON.stringify(body) };
  const response = await routes.request(path.replace('/api', ''), init);
  const reply = await response.json();
  expect([reply, response.status]).toEqual([reply, 200]);
  return reply as Reply;
}

/** Puts a dead letter on a queue, and has the console read it. Readings of another test may hide it for a moment. */
async function letter(reason: string): Promise<string> {
  const text = (StringValue: string) => ({ DataType: 'String', StringValue });
  const QueueUrl = urls.get('user-access-requests-dlq');
  const MessageAttributes = { reason: text(reason) };
  const sent = await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: '{}', MessageAttributes }));
  const { MessageId: id = '' } = sent;
  await until(async () => {
    await send('/api/dead-letters/read', {});
    return (await routes.request(`/dead-letters/letters/${id}`)).ok;
  });
  return id;
}

async function theSet() {
  await leaveTogether(dynamodb, [`goes-${login}`, login], 'people');
  const { sets } = await send<SafeguardState>('/api/safeguard');
  const found = sets.find(({ people }) => people.some((one) => one.login === login));
  const effects = found?.people.flatMap((one) => one.effects.map(({ id }) => id)) ?? [];
  return { set: found?.set, state: found?.state, effects };
}

/** How many entries of the audit log say that the caller did this. */
async function countEntries(what: string): Promise<number> {
  const { Items = [] } = await dynamodb.scan({ TableName: 'audit' });
  return Items.map((item) => unmarshall(item)).filter(
    (entry) => entry['requestedBy'] === caller && entry['what'] === what,
  ).length;
}

/** Whether an event on a queue names the caller: the function writes them into the audit log. */
async function isNamedOn(queue: string): Promise<boolean> {
  const { Messages = [] } = await sqs.send(
    new ReceiveMessageCommand({ QueueUrl: urls.get(queue), VisibilityTimeout: 0 }),
  );
  return Messages.some(({ Body = '{}' }) => JSON.parse(Body).data.requestedBy === caller);
}

interface Write {
  readonly send: (path: string) => Promise<unknown>;
  /** What the terminal says of it. */
  readonly says: RegExp;
  /**
   * The kind of its entry in the audit log; or the queue of an event that names the operator, of which the function writes
   * the entry; or the terminal alone, for what changes nothing on AWS and in Zuora.
   */
  readonly recorded: { readonly entry: string } | { readonly event: string } | 'terminal';
}

const writes: Readonly<Record<string, Write>> = {
  '/api/dead-letters/redrive': {
    send: async (path) => send(path, { choice: { ids: [await letter('crashed')] }, stale: false }),
    ...{ says: /redrives dead letters with ID/, recorded: { entry: 'redrive' } },
  },
  '/api/dead-letters/retry': {
    send: async (path) => send(path, { id: await letter('crashed'), stale: false }),
    ...{ says: /redrives dead letters with ID/, recorded: { entry: 'redrive' } },
  },
  '/api/dead-letters/purge': {
    send: async (path) => send(path, { choice: { ids: [await letter('stale')], reasons: ['stale'] }, file }),
    ...{ says: /purges dead letters with reason stale/, recorded: { entry: 'purge' } },
  },
  '/api/entities/approve': {
    send: (path) => send(path, { login, entityId: seedEntity.japan, reason: 'Agreed by phone' }),
    ...{ says: /approves the access of \S+ to japan: Agreed by phone/, recorded: { event: 'access-approvals' } },
  },
  '/api/entities/probe': {
    send: (path) => send(path, {}),
    ...{ says: /tries which entities the OAuth clients administer/, recorded: 'terminal' },
  },
  '/api/events/publish': {
    send: (path) => send(path, { body: JSON.stringify(requestOf(login)), isNew: true }),
    ...{ says: /publishes an event to user-access-requests/, recorded: { entry: 'publish' } },
  },
  '/api/health/queue': {
    send: (path) => {
      const mapping = { UUID: 'id', FunctionArn: 'arn:aws:lambda:us-east-1:000000000000:function:f', State: 'Enabled' };
      answerEachCall(stage.session.aws.client(LambdaClient), { EventSourceMappings: [mapping], State: 'Disabled' });
      return send(path, { queue: 'access-approvals', isPaused: true });
    },
    ...{ says: /pauses the queue access-approvals/, recorded: { entry: 'pause' } },
  },
  '/api/jobs/1/stop': {
    send: async (path) => {
      await send('/api/events/publish', { body: JSON.stringify(requestOf(login)), isNew: true });
      return send(path, {});
    },
    ...{ says: /stops the work “Event to user-access-requests”/, recorded: 'terminal' },
  },
  '/api/people/revoke': {
    send: (path) => {
      const request = { login: seedUser.sophie, typed: seedUser.sophie, hold: false, reason: 'Left today' };
      return send(path, request);
    },
    ...{ says: /revokes all access of sophie\S+: Left today/, recorded: { event: 'access-revocations' } },
  },
  '/api/people/unblock': {
    send: async (path) => {
      await holdAccess(dynamodb, login, germany, Date.now() - 60_000);
      const { blocks, readAt } = await send<PersonDetail>(`/api/people/person?login=${login}`);
      const seen = blocks.map(({ entity: _, ...block }) => block);
      return send(path, { login, blocks: seen, readAt, reason: 'A mistake' });
    },
    ...{ says: /unblocks \S+: A mistake/, recorded: { entry: 'unblock' } },
  },
  '/api/safeguard/release': {
    send: async (path) => send(path, { ...(await theSet()), isAll: false }),
    ...{ says: /releases 1 people of the set/, recorded: { entry: 'release' } },
  },
  '/api/safeguard/keep': {
    send: async (path) => send(path, await theSet()),
    ...{ says: /keeps the set/, recorded: { entry: 'keep' } },
  },
  '/api/safeguard/expect': {
    send: (path) => {
      const until = new Date(Date.now() + 3_600_000).toISOString();
      return send(path, { direction: 'revocations', count: 400, until });
    },
    ...{ says: /expects revocations of 400 people until/, recorded: { entry: 'expect' } },
  },
  '/api/safeguard/cancel': {
    send: async (path) => {
      const now = Date.now();
      const times = { saidAt: now, effectiveAt: now + 86_400_000 };
      await announceLeaving(dynamodb, { username: login, announcement: 'first', ...times });
      const listed = await send<DatedChanges>('/api/safeguard/changes');
      const { id, mark } = listed.changes.find(({ person }) => person === login) ?? {};
      return send(path, { id, mark });
    },
    ...{ says: /cancels the effective-dated change/, recorded: { entry: 'cancel' } },
  },
  '/api/sandbox/fault': {
    send: (path) => send(path, { fault: 'slow' }),
    ...{ says: /plants the fault slow in the sandbox/, recorded: 'terminal' },
  },
  '/api/sandbox/clear-faults': {
    send: (path) => send(path, {}),
    ...{ says: /clears the faults of the sandbox/, recorded: 'terminal' },
  },
  '/api/sandbox/access': {
    send: (path) => send(path, { username: seedUser.ada, entityId: seedEntity.germany, deed: 'grant' }),
    ...{ says: /changes access in the sandbox: grant of ada/, recorded: 'terminal' },
  },
};

test('each write of the console is among these', () => {
  expect(Object.keys(writes).toSorted()).toEqual(changes.toSorted());
});

test.each(Object.entries(writes))('%s names the operator', async (path, { send: sendWrite, says, recorded }) => {
  const entry = typeof recorded === 'object' && 'entry' in recorded ? recorded.entry : '';
  const before = await countEntries(entry);
  await sendWrite(path);
  expect(notices.at(-1)).toContain(`  console  ${caller} `);
  expect(notices.at(-1)).toMatch(says);
  if (entry !== '') await until(async () => (await countEntries(entry)) > before);
  else if (typeof recorded === 'object' && 'event' in recorded) await until(() => isNamedOn(recorded.event));
});
