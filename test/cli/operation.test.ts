/** The commands of daily operation, as an operator gives them: pause, resume, publish and tail. */
import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CreateQueueCommand, DeleteQueueCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import * as okta from '../../fuzz/fixtures/okta.ts';
import { seedEntity } from '../../local/zuora/seed.ts';
import { openOutcomeTail } from '../../operator/log/outcome-tail.ts';
import { connectToAws } from '../../operator/stack/aws-connection.ts';
import { findStack } from '../../operator/stack/stack.ts';
import { operatorEntries } from '../operator-entries.ts';
import { startStallingAws } from '../services/stalling-aws.ts';
import { accessRequested } from '../system/events.ts';
import { World } from '../system/world.ts';
import { until } from '../until.ts';
import { feed, run, start } from './command.ts';

const queue = 'user-access-requests';

let world: World;
beforeAll(async () => {
  world = await World.begin();
});
afterAll(() => world.end());

const aws = () => ({ AWS_ENDPOINT_URL: world.stack.aws });
const cli = (...args: string[]) => run(aws(), ...args);
const publish = (event: object, ...args: string[]) => feed(JSON.stringify(event), aws(), 'publish', '-', ...args);

/** Access for a user of his own, so that no event's work is done by another's. */
async function newEvent(): Promise<Record<string, unknown>> {
  const username = `${randomUUID()}@example.com`;
  await world.addUsers(username);
  return { ...accessRequested(username, seedEntity.germany) };
}

/** A queue with a dead-letter queue, from which no function receives. */
async function createUnreceived(): Promise<string[]> {
  const names = ['unreceived', 'unreceived-dlq'].map((name) => `zuora-access-local-${name}`);
  const created = names.map((QueueName) => world.stack.clients.sqs.send(new CreateQueueCommand({ QueueName })));
  return (await Promise.all(created)).flatMap(({ QueueUrl = '' }) => QueueUrl);
}

describe('a paused queue', () => {
  test('keeps its messages until it is resumed', async () => {
    const paused = await cli('pause', queue);
    expect(paused).toMatchObject({ exitCode: 0, notes: '' });
    expect(paused.output).toMatch(
      /^user-access-requests is paused\. About 0 messages wait, .* 4d after it was sent\./s,
    );
    const [messageId = ''] = await world.send(queue, await newEvent());
    const again = await cli('pause', queue, '--json');
    expect(JSON.parse(again.output)).toEqual([
      {
        queue,
        function: 'zuora-access-local-requestUserAccess',
        state: 'Disabled',
        changed: false,
        waiting: 1,
        inFlight: 0,
        retentionSeconds: 345_600,
      },
    ]);
    expect(world.outcomes().filter((line) => line.messageId === messageId)).toEqual([]);
    expect((await cli('resume', queue)).output).toMatch(/^user-access-requests is resumed\. /);
    expect(await world.outcomesOf(messageId)).toMatchObject([{ outcome: 'applied' }]);
    expect((await cli('resume', queue)).output).toMatch(/^user-access-requests was not paused\. /);
    // What changed nothing has no entry.
    expect(await operatorEntries(world.stack.clients.dynamodb)).toEqual([
      `pause ${queue} begun by arn:aws:iam::000000000000:root`,
      `resume ${queue} begun by arn:aws:iam::000000000000:root`,
    ]);
  });

  test('is no other queue', async () => {
    await cli('pause', 'entity-connections', 'connection-approvals');
    const [messageId = ''] = await world.send(queue, await newEvent());
    expect(await world.outcomesOf(messageId)).toMatchObject([{ outcome: 'applied' }]);
    expect(await cli('resume', 'entity-connections', 'connection-approvals')).toMatchObject({ exitCode: 0 });
  });

  test('is told apart from one that cannot be paused or resumed', async () => {
    const urls = await createUnreceived();
    const paused = await cli('pause', queue, 'unreceived', 'unreceived');
    expect(paused).toMatchObject({ exitCode: 1, output: expect.stringMatching(/^user-access-requests is paused\. /) });
    expect(paused.output).not.toContain('unreceived');
    expect(paused.notes).toMatch(
      /^unreceived may not be paused: No function receives messages .*\nConfirmed as paused: 1 of 2\. Run this again for unreceived\.\n$/,
    );
    const resumed = await cli('resume', 'unreceived', queue, '--json');
    expect(resumed).toMatchObject({ exitCode: 1, notes: expect.stringContaining('unreceived may not be resumed: ') });
    expect(JSON.parse(resumed.output)).toEqual([
      { queue: 'unreceived', problem: expect.stringContaining('No function receives messages') },
      expect.objectContaining({ queue, state: 'Enabled', changed: true }),
    ]);
    for (const QueueUrl of urls) await world.stack.clients.sqs.send(new DeleteQueueCommand({ QueueUrl }));
  });

  test('changes nothing if one of the queues does not exist', async () => {
    expect(await cli('pause', queue, 'other')).toMatchObject({ exitCode: 1, output: '' });
    expect((await cli('resume', queue)).output).toMatch(/^user-access-requests was not paused\. /);
  });

  test('has to be named', async () => {
    expect(await cli('pause')).toMatchObject({ exitCode: 2, notes: expect.stringContaining("argument 'queue'") });
    expect(await cli('pause', 'other')).toMatchObject({
      exitCode: 1,
      notes: expect.stringContaining('There is no queue other'),
    });
  });
});

test('a paused queue stays so over a crash, and the stack tells of it when it starts', async () => {
  await cli('pause', queue);
  const [messageId = ''] = await world.send(queue, await newEvent());
  await world.stack.kill();
  world = await World.begin({ data: world.data });
  expect(world.stack.output()).toContain(`The queue zuora-access-local-${queue} is paused.`);
  expect(await world.count(queue)).toBe(1);
  await cli('resume', queue);
  expect(await world.outcomesOf(messageId)).toMatchObject([{ outcome: 'applied' }]);
});

describe('publish', () => {
  test('sends a file to the queue of its type, and follows it to its outcome', async () => {
    const file = join(world.data, 'event.json');
    const event = await newEvent();
    writeFileSync(file, JSON.stringify(event));
    const { exitCode, output, notes } = await cli('publish', file, '--wait');
    expect([exitCode, notes]).toEqual([0, '']);
    expect(output).toMatch(/^applied\n/);
    expect(output).toContain(String(event['id']));
  });

  test('sends as another event what it is told to', async () => {
    const event = await newEvent();
    const first = await publish(event, '--wait', '10m', '--json');
    const again = await publish(event, '--wait', '10m', '--json');
    const other = await publish(event, '--wait', '10m', '--json', '--new-id');
    expect(JSON.parse(first.output)).toMatchObject({ queue, outcome: 'applied', eventId: event['id'] });
    expect(JSON.parse(again.output)).toMatchObject({ outcome: 'already-applied', eventId: event['id'] });
    expect(JSON.parse(other.output)).toMatchObject({
      outcome: 'already-applied',
      eventId: expect.not.stringMatching(String(event['id'])),
    });
    expect([first, again, other].map(({ exitCode }) => exitCode)).toEqual([0, 0, 0]);
  });

  test('knows an event without an id by its message', async () => {
    const { id: _, ...event } = await newEvent();
    const { output } = await publish(event, '--wait', '--json');
    const { messageId, record, outcome } = JSON.parse(output);
    expect([outcome, record.messageId]).toEqual(['applied', messageId]);
  });

  test('tells what to do about a dead letter, of this publication and not of an earlier one', async () => {
    await world.sandbox('POST', 'faults', {
      match: { method: 'PUT', path: '/v1/users/*' },
      times: 2,
      fault: { status: 200, body: { success: false, reasons: [{ code: 56500130, message: 'no' }] } },
    });
    const event = await newEvent();
    const dead = await publish(event, '--wait');
    expect([dead.exitCode, dead.output]).toEqual([
      1,
      expect.stringMatching(/^dead-letter\n.*Reason +business-rule.*^Next step\n.* then redrive\.$/ms),
    ]);
    expect(await publish(event, '--wait')).toMatchObject({ exitCode: 1 });
    expect(await publish(event, '--wait')).toMatchObject({ exitCode: 0, output: expect.stringMatching(/^applied\n/) });
    expect(await world.takeDeadLetters(queue)).toHaveLength(2);
  });

  test('gives up when the time is over, and tells that the queue is paused', async () => {
    await cli('pause', queue);
    const { exitCode, notes } = await publish(await newEvent(), '--wait', '1s');
    await cli('resume', queue);
    expect(notes).toContain(
      `The queue ${queue} is paused, so no function receives the event. Resume it with zuora-access resume ${queue} --stage local.`,
    );
    expect([exitCode, notes]).toEqual([
      1,
      expect.stringContaining('No outcome yet: it waits for the function to receive it.'),
    ]);
  });

  test('ends with 1 for a user that Zuora does not know, and says what to do', async () => {
    const data = { username: `${randomUUID()}@example.com`, targetEntityIds: [seedEntity.france] };
    const revoked = { ...(await newEvent()), type: 'zuora.user-access.revoked.v1', data };
    const { exitCode, output } = await publish(revoked, '--wait', '10m');
    expect([exitCode, output]).toEqual([
      1,
      expect.stringMatching(/^no-such-user\n.*^Next step\n.*Look the person up in Zuora\./ms),
    ]);
  });

  test('sends nothing that the service would refuse, and names every wrong field', async () => {
    const event = await newEvent();
    await publish(event, '--wait');
    await world.forgetRequests();
    const wrong = await publish({ ...event, time: 'today', data: { targetEntityIds: [], entity: 'x' } });
    expect(wrong).toMatchObject({ exitCode: 1, output: '' });
    for (const field of ['time', 'data.username', 'data.targetEntityIds', 'data.entity'])
      expect(wrong.notes).toContain(`${field}: `);
    const unknown = await publish({ ...event, type: 'zuora.user-access.granted.v1' });
    expect(unknown.notes).toMatch(
      /^zuora-access: Not sent, unexpected-type: type: must be identity\.group.*, or zuora\.entity-connection/,
    );
    expect((await feed('no JSON', aws(), 'publish', '-')).notes).toContain('Not sent, not-json');
    expect((await feed(' \n', aws(), 'publish', '-')).notes).toMatch(/standard input: is empty/);
    const mismatch = await publish({ ...event, data: { username: 'ada', targetEntityIds: [seedEntity.france] } });
    expect(mismatch.notes).toContain('Not sent, payload-mismatch');
    expect((await world.awsRequests()).filter((request) => request === 'sqs.SendMessage')).toEqual([]);
  });
});

describe('what happened to a person', () => {
  const event = (time: string) => ({
    ...{ specversion: '1.0', type: 'identity.group.member-added.v1', source: 'test', id: randomUUID(), time },
    data: { user: { userName: 'ada.lovelace@example.com' }, group: 'zuora-emea-billing' },
  });

  test('is published in the plain form, and tail tells what became of it', async () => {
    const tail = start(aws(), 'tail', '--queue', 'identity-events', '--since', '1h');
    const { exitCode, output } = await publish(event(new Date().toISOString()), '--json');
    const { queue: taker, messageId } = JSON.parse(output);
    expect([exitCode, taker]).toEqual([0, 'identity-events']);
    await until(() => tail.output().includes(messageId));
    tail.kill('SIGINT');
    await tail.finished;
    expect(tail.output()).toMatch(
      /translated {7}translateIdentityEvent .* added-to-group {2}ada\.lovelace@example\.com {2}grant germany, france/,
    );
  });

  test('is published as its identity system sends it', async () => {
    const { exitCode, output } = await publish(okta.hook(okta.logEvent('user.lifecycle.deactivate')), '--json');
    const { messageId, ...sent } = JSON.parse(output);
    expect([exitCode, sent]).toEqual([0, { queue: 'identity-events', source: 'okta' }]);
    // The policy of the tests only reports leavers.
    expect(await world.outcomesOf(messageId)).toMatchObject([{ outcome: 'ignored', change: 'left' }]);
  });

  test('is not sent where it would be waited for, or is not as the contract says', async () => {
    expect(await publish(event(new Date().toISOString()), '--wait')).toMatchObject({
      exitCode: 2,
      notes: expect.stringContaining('zuora-access tail --queue identity-events'),
    });
    expect(await publish(event('today'))).toMatchObject({
      exitCode: 1,
      notes: expect.stringContaining('time: must be'),
    });
  });
});

describe('tail', () => {
  test('prints every outcome once, from the time it is told, until Ctrl-C', async () => {
    const tail = start(aws(), 'tail', '--since', '1h');
    const events = [await newEvent(), await newEvent(), { ...(await newEvent()), id: '\u001b[2Jevil' }];
    const ids = await world.send(queue, ...events);
    await world.outcomesOf(...ids);
    const printed = () => tail.output().trimEnd().split('\n');
    await until(() => ids.every((id) => tail.output().includes(id)) && printed().length >= world.outcomes().length);
    tail.kill('SIGINT');
    expect((await tail.finished).exitCode).toBe(0);
    const lines = printed();
    expect(lines).toHaveLength(world.outcomes().length);
    expect(lines.find((line) => line.includes(ids[0] ?? ''))).toMatch(
      /^\d{4}-\S+Z {2}applied {10}requestUserAccess {11}\S+ {2}…\S{8} {2}\S+ {2}\S{36} {2}attempt 1 /,
    );
    expect(tail.output()).toContain('\u{FFFD}[2Jevil');
    expect(tail.output().replaceAll('\n', '')).not.toMatch(/\p{Cc}/u);
  });

  test('says that it waits, and ends when nobody reads it any more', async () => {
    const tail = start(aws(), 'tail');
    await until(() => tail.notes() === 'Waiting for outcomes. Stop with Ctrl-C.\n');
    tail.stopReading();
    await world.outcomesOf(...(await world.send(queue, 'no JSON')));
    expect((await tail.finished).exitCode).toBe(0);
  });

  test('ends with the outcomes of a time, and refuses one that ends before it begins', async () => {
    const ids = await world.send(queue, 'no JSON');
    await world.outcomesOf(...ids);
    const now = await cli('tail', '--since', '1h', '--until', '0s');
    expect(now).toMatchObject({ exitCode: 0, output: expect.stringContaining(ids[0] ?? '') });
    expect(await cli('tail', '--since', '2h', '--until', '1h')).toMatchObject({ exitCode: 0, output: '' });
    expect(await cli('tail', '--since', '1h', '--until', '2h')).toMatchObject({
      exitCode: 2,
      notes: expect.stringContaining('--until: must be later than --since'),
    });
  });

  test('fails if it is interrupted before the end of a time, and says so', async () => {
    const slow = await startStallingAws(world.stack.aws, 1, 'Logs_20140328.FilterLogEvents');
    const running = start({ AWS_ENDPOINT_URL: slow.url }, 'tail', '--since', '1h', '--until', '0s');
    await slow.stalled;
    running.kill('SIGINT');
    const { exitCode, notes } = await running.finished;
    slow.close();
    expect([exitCode, notes]).toEqual([1, expect.stringContaining('Interrupted: the output is not complete.\n')]);
  });

  test('prints those of one queue, as the log has them', async () => {
    const tail = start(aws(), 'tail', '--queue', 'entity-connections', '--since', '1h', '--json');
    const [elsewhere = ''] = await world.send(queue, 'no JSON');
    const [messageId = ''] = await world.send('entity-connections', 'no JSON');
    await world.outcomesOf(elsewhere, messageId);
    await until(() => tail.output() !== '');
    tail.kill('SIGTERM');
    await tail.finished;
    expect(
      tail
        .output()
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toMatchObject([{ operation: 'initiateEntityConnection', outcome: 'dead-letter', reason: 'not-json', messageId }]);
  });

  test('begins now if it is told nothing', async () => {
    await world.forgetRequests();
    const tail = start(aws(), 'tail');
    await until(async () => (await world.awsRequests()).includes('logs.FilterLogEvents'));
    const [messageId = ''] = await world.send(queue, await newEvent());
    await until(() => tail.output().includes(messageId));
    tail.kill('SIGINT');
    await tail.finished;
    expect(tail.output().trimEnd().split('\n')).toHaveLength(1);
  });

  test('keeps no pace for the log quota of AWS on the local stack, which has none', async () => {
    const connection = await connectToAws(aws());
    const session = { aws: connection, stack: await findStack(connection, 'local'), now: () => 0 };
    const waits: number[] = [];
    const opened = await openOutcomeTail(session, undefined, 0, async (wait) => {
      waits.push(wait);
    });
    await opened.next(new AbortController().signal);
    expect(waits.length).toBeGreaterThanOrEqual(8);
    expect(Math.max(...waits)).toBeLessThan(500);
  });
});
