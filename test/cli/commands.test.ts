/** The commands, as an operator gives them. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { plain } from '../../fuzz/fixtures/vendors.ts';
import { seedEntity } from '../../local/zuora/seed.ts';
import { operatorEntries } from '../operator-entries.ts';
import { accessRequested } from '../system/events.ts';
import { World } from '../system/world.ts';
import { until } from '../until.ts';
import { type Finished, run } from './command.ts';

const queue = 'user-access-requests';

let world: World;
beforeAll(async () => {
  world = await World.begin();
});
afterAll(() => world.end());
afterEach(() => world.takeDeadLetters(queue));

const cli = (...args: string[]): Promise<Finished> => run({ AWS_ENDPOINT_URL: world.stack.aws }, ...args);

/** A message that a function gives up at once, with the ID under which it was sent. */
async function deadLetter(body: string): Promise<string> {
  const [messageId = ''] = await world.send(queue, body);
  await world.outcomesOf(messageId);
  await world.drained(queue);
  return messageId;
}

/** Puts a message on the dead-letter queue as SQS does: as it was. */
async function crashed(body: string, tenant: string): Promise<string> {
  const { MessageId = '' } = await world.stack.clients.sqs.send(
    new SendMessageCommand({
      QueueUrl: world.stack.queueUrl(`${queue}-dlq`),
      MessageBody: body,
      MessageAttributes: { tenant: { DataType: 'String', StringValue: tenant } },
    }),
  );
  return MessageId;
}

describe('dlq list', () => {
  test('shows every message once, and takes none off its queue', async () => {
    const original = await deadLetter('no JSON');
    const messageId = await crashed(JSON.stringify(accessRequested('ada', seedEntity.germany)), 'north');
    const first = await cli('dlq', 'list');
    const again = await cli('dlq', 'list', '--queue', queue, '--json');
    expect(first).toMatchObject({ exitCode: 0, notes: '2 in all: 1 not-json, 1 crashed.\n' });
    expect(first.output).toMatch(/requestUserAccess +not-json +- +\S{36} +0 *\n/);
    expect(first.output).toMatch(new RegExp(`${queue} +crashed +\\S{36} +${messageId} +- *\n`));
    expect(JSON.parse(again.output)).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ queue, messageId, originalMessageId: messageId, reason: 'crashed' }),
        expect.objectContaining({ queue, originalMessageId: original, reason: 'not-json', attempts: 0 }),
      ]),
    );
    expect(await world.count(`${queue}-dlq`)).toBe(2);
  });

  test('tells of an empty queue', async () => {
    const { exitCode, output, notes } = await cli('dlq', 'list', '--queue', `${queue}-dlq`);
    expect([exitCode, output, notes]).toEqual([0, '', `No dead letters on ${queue}-dlq.\n`]);
  });

  test('prints nothing that steers the terminal', async () => {
    const event = { ...accessRequested('ada', 'nowhere'), id: '\u001b[2J\u0007\u202eevil\n' };
    await deadLetter(JSON.stringify(event));
    const { output } = await cli('dlq', 'list', '--queue', queue);
    expect(output).toContain('\u{FFFD}[2J\u{FFFD}\u{FFFD}evil\u{FFFD}');
    expect(output.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  });
});

describe('dlq show', () => {
  test('shows the event, its attributes, its record and the next step, by the ID in the log too', async () => {
    const event = accessRequested('ada.lovelace@example.com', seedEntity.germany);
    await world.sandbox('POST', 'faults', {
      match: { method: 'PUT', path: '/v1/users/*' },
      times: 1,
      fault: { status: 200, body: { success: false, reasons: [{ code: 56500130, message: '\u001b[31mno' }] } },
    });
    const original = await deadLetter(JSON.stringify(event));
    const shown = await cli('dlq', 'show', original);
    expect(shown.exitCode).toBe(0);
    expect(shown.output).toMatch(/Reason +business-rule\n/);
    expect(shown.output).toMatch(/ {4}"username": "ada.lovelace@example.com"/);
    expect(shown.output).toMatch(/Outcome +dead-letter; open to the next attempt/);
    expect(shown.output).toContain('then redrive.');
    expect(shown.output).not.toContain('\u001b');
    const { output } = await cli('dlq', 'show', original, '--json');
    expect(JSON.parse(output)).toMatchObject({
      reason: 'business-rule',
      body: JSON.stringify(event),
      attributes: { reason: { StringValue: 'business-rule' } },
      record: { state: 'open', messageId: original },
    });
  });

  test('says that there is no such message', async () => {
    const { exitCode, notes } = await cli('dlq', 'show', 'nothing');
    expect([exitCode, notes]).toEqual([1, expect.stringContaining('No dead letter with the message ID nothing')]);
  });
});

describe('dlq redrive', () => {
  test('sends the chosen messages again with their own attributes, and leaves the others', async () => {
    await deadLetter('no JSON');
    const event = accessRequested('grace.hopper@example.com', seedEntity.germany);
    await crashed(JSON.stringify(event), 'north');
    const dry = await cli('dlq', 'redrive', '--reason', 'crashed', '--dry-run');
    expect(dry).toMatchObject({ exitCode: 0, notes: 'Dry run: 1 of 2 chosen, nothing was done.\n' });
    const { exitCode, notes } = await cli('dlq', 'redrive', '--reason', 'crashed', '--rate', '5/s', '--yes');
    expect([exitCode, notes]).toEqual([0, 'Sent again: 1; not chosen: 1.\n']);
    await world.drained(queue);
    expect((await world.effects()).map(({ change }) => change.username)).toContain('grace.hopper@example.com');
    expect(await world.count(`${queue}-dlq`)).toBe(1);
    const [begun, ended, ...others] = await operatorEntries(world.stack.clients.dynamodb);
    expect([begun, ended, others]).toEqual([
      expect.stringMatching(/^redrive .*user-access-requests.* begun by arn:aws:iam::000000000000:root$/),
      expect.stringMatching(/^redrive .*user-access-requests.* ended by arn:aws:iam::000000000000:root$/),
      [],
    ]);
  });

  test('leaves a message that fails again at once', async () => {
    const messageId = await crashed('no JSON', 'north');
    expect(await cli('dlq', 'redrive', '--queue', queue, '--yes')).toMatchObject({ exitCode: 0 });
    await world.drained(queue);
    const logged = world.outcomes().at(-1)?.messageId ?? '';
    expect(logged).not.toBe(messageId);
    expect(await cli('dlq', 'show', logged)).toMatchObject({ exitCode: 0, notes: '' });
    const [letter] = await world.takeDeadLetters(queue);
    expect(letter?.MessageAttributes).toMatchObject({
      reason: { StringValue: 'not-json' },
      originalMessageId: { StringValue: messageId },
      tenant: { StringValue: 'north' },
    });
  });

  test('leaves a stale grant where it is, unless it is asked to send that too', async () => {
    const event = accessRequested('edsger.dijkstra@example.com', seedEntity.germany);
    const tenDaysAgo = new Date(Date.now() - 10 * 86_400_000).toISOString();
    const messageId = await deadLetter(JSON.stringify({ ...event, time: tenDaysAgo }));
    const dry = await cli('dlq', 'redrive', '--dry-run');
    expect(dry.notes).toBe('Dry run: 0 of 1 chosen, stale, not sent without --stale: 1, nothing was done.\n');
    const stale = 'stale, not sent without --stale: 1.\n';
    const problem = 'All of those are stale. Choose stale ones too to send them.';
    const left = await cli('dlq', 'redrive', '--id', messageId, '--yes');
    expect(left).toMatchObject({ exitCode: 1, notes: `Sent again: 0; ${stale}${problem}\n` });
    const before = world.outcomes().length;
    const sent = await cli('dlq', 'redrive', '--reason', 'stale', '--stale', '--yes');
    expect(sent).toMatchObject({ exitCode: 0, notes: 'Sent again: 1.\n' });
    await world.drained(queue);
    await until(() => world.outcomes().length > before);
    expect(world.outcomes().at(-1)?.outcome).toBe('applied');
    expect(await world.count(`${queue}-dlq`)).toBe(0);
  });

  test.each([
    [
      ['redrive', '--reason', 'rejected', '--yes'],
      'Sent again: 0; not chosen: 1.\nThere is no dead letter with reason rejected',
    ],
    [['redrive', '--id', 'nope', '--dry-run'], 'nothing was done.\nThere is no dead letter with ID nope'],
  ])('says that there is none such: dlq %j', async (args, notes) => {
    await deadLetter('no JSON');
    expect(await cli('dlq', ...args)).toMatchObject({ exitCode: 1, notes: expect.stringContaining(notes) });
  });

  test('does nothing unasked', async () => {
    const { exitCode, notes } = await cli('dlq', 'redrive');
    expect([exitCode, notes]).toEqual([2, expect.stringContaining('no terminal')]);
  });
});

describe('dlq purge', () => {
  test('keeps in a file what it deletes', async () => {
    const file = join(world.data, 'purged.jsonl');
    const original = await deadLetter('no JSON');
    await crashed('[]', 'north');
    const { exitCode } = await cli('dlq', 'purge', '--reason', 'not-json', '--file', file, '--yes');
    expect(exitCode).toBe(0);
    expect((await operatorEntries(world.stack.clients.dynamodb)).at(-1)).toMatch(/^purge .* ended by arn:/);
    const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([
      { queue, originalMessageId: original, body: 'no JSON', attributes: { reason: { StringValue: 'not-json' } } },
    ]);
    expect(await world.count(`${queue}-dlq`)).toBe(1);
  });

  test('deletes nothing that it cannot keep', async () => {
    await deadLetter('no JSON');
    const file = join(world.data, 'no such folder', 'purged.jsonl');
    const { exitCode, notes } = await cli('dlq', 'purge', '--reason', 'not-json', '--file', file, '--yes');
    expect([exitCode, notes]).toEqual([1, expect.stringContaining('there is no such file or folder')]);
    expect(existsSync(file)).toBe(false);
    expect((await cli('dlq', 'list', '--queue', queue)).notes).toBe('1 in all: 1 not-json.\n');
  });
});

describe('status', () => {
  test('shows the record of an event by source and id, by id alone, and by its first message ID', async () => {
    const event = { ...accessRequested('alan.turing@example.com', seedEntity.germany), id: 'joiner-7', source: 'hr' };
    const [messageId = ''] = await world.send(queue, event);
    await world.outcomesOf(messageId);
    const { output, notes } = await cli('status', 'joiner-7', '--source', 'hr');
    expect([output, notes]).toEqual([expect.stringMatching(/Outcome +applied\n/), '']);
    const byId = await cli('status', 'joiner-7', '--json');
    const byMessage = await cli('status', messageId, '--json');
    expect(byId.notes).toContain('searches the ledger');
    expect(byId.output).toBe(byMessage.output);
    expect(JSON.parse(byId.output)).toMatchObject([
      { messageId, outcome: 'applied', idempotencyKey: messageId, epoch: 0 },
    ]);
  });

  test('finds what followed from an identity event, by the id that the identity system gave it', async () => {
    const data = { user: { userName: 'alan.turing@example.com' }, group: 'zuora-emea-billing' };
    const time = new Date().toISOString();
    const id = `joined-${Date.now()}`;
    await world.send('identity-events', plain('identity.group.member-added.v1', data, { id, time }));
    await world.drained('identity-events', 'access-decisions');
    const { output } = await cli('status', id, '--json');
    expect(JSON.parse(output)).toMatchObject([{ operation: 'applyAccessDecision', requestedBy: 'plain' }]);
  });

  test('says that there is no record', async () => {
    const { exitCode, notes } = await cli('status', 'nothing', '--source', 'hr');
    expect([exitCode, notes]).toEqual([1, expect.stringContaining('no record of nothing')]);
  });
});

describe('what is missing is named', () => {
  const aws = () => ({ AWS_ENDPOINT_URL: world.stack.aws });
  const credentials = { AWS_ACCESS_KEY_ID: 'x', AWS_SECRET_ACCESS_KEY: 'x' };

  test.each<[missing: string, env: () => Record<string, string>, args: string[], exitCode: number, note: string]>([
    ['stage', () => ({}), ['dlq', 'list'], 2, 'Which stage?'],
    [
      'scheme',
      () => ({ AWS_ENDPOINT_URL: 'localhost:4566' }),
      ['dlq', 'list', '--stage', 'local'],
      1,
      'without http://',
    ],
    ['region', () => credentials, ['dlq', 'list', '--stage', 'prod'], 1, 'No AWS region'],
    ['credentials', () => ({ AWS_REGION: 'eu-west-1' }), ['dlq', 'list', '--stage', 'prod'], 1, 'No AWS credentials'],
    ['stack', aws, ['dlq', 'list', '--stage', 'prod'], 1, 'There is no stage prod'],
    [
      'queue',
      aws,
      ['dlq', 'list', '--queue', 'other'],
      1,
      'There is no queue other in stage local. Its queues: access-approvals, access-decisions, access-revocations',
    ],
    ['endpoint', () => ({ AWS_ENDPOINT_URL: 'http://127.0.0.1:9' }), ['dlq', 'list'], 1, 'AWS cannot be reached'],
    ['command', aws, ['dlq', 'lst'], 2, "unknown command 'lst'\n(Did you mean list?)"],
    ['option', aws, ['dlq', 'list', '--jsno'], 2, "unknown option '--jsno'\n(Did you mean --json?)"],
    ['stage with a typo', aws, ['dlq', 'list', '--stage', 'locl'], 1, 'Did you mean local? Its stages: local'],
    ['event', aws, ['status', ''], 2, "for argument 'id-or-username'. It must not be empty."],
    ['message', aws, ['dlq', 'show', ' '], 2, "for argument 'message-id'. It must not be empty."],
    ['reason of a purge', aws, ['dlq', 'purge', '--yes'], 2, 'required option'],
    ['name of a reason', aws, ['dlq', 'redrive', '--reason', 'premission-denied'], 2, 'permission-denied, not-found'],
    ['unit of a duration', aws, ['dlq', 'redrive', '--older-than', '2'], 2, 'such as 90s'],
  ])('%s', async (_, env, args, exitCode, note) => {
    const finished = await run(env(), ...args);
    expect(finished).toMatchObject({ exitCode, output: '', notes: expect.stringContaining(note) });
  });
});

test('the version is that of the package', async () => {
  const { version } = JSON.parse(readFileSync(join(__dirname, '../../package.json'), 'utf8'));
  expect(await run({}, '--version')).toEqual({ exitCode: 0, output: `${version}\n`, notes: '' });
});
