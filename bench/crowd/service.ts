/** The service as a source of identity events, an operator and an auditor of Zuora see it. */
import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { GetQueueAttributesCommand, SendMessageBatchCommand } from '@aws-sdk/client-sqs';
import * as z from 'zod';
import { slicesOf } from '../../lib/slices.ts';
import { SandboxAdmin } from '../../local/zuora/sandbox-admin.ts';
import { seedEntity } from '../../local/zuora/seed.ts';
import { embeddedAws } from '../../operator/aws-access.ts';
import { type AwsClients, awsClients } from '../../operator/aws-clients.ts';

const cli = join(import.meta.dirname, '../../cli/main.ts');
const source = 'https://hr.example.com';

/** The maximum number of messages in one call. */
const maxSqsBatch = 10;
/** The sandbox takes so many users at once. */
const maxUsers = 500;
/** Milliseconds. */
const longestWait = 3_600_000;

const queueCounts = z.object({
  ApproximateNumberOfMessages: z.coerce.number(),
  ApproximateNumberOfMessagesNotVisible: z.coerce.number(),
  ApproximateNumberOfMessagesDelayed: z.coerce.number(),
});
const tenant = z.object({
  users: z.array(z.object({ homeEntityId: z.string(), accessibleEntityIds: z.array(z.string()) })),
});
const waitingSets = z.object({ sets: z.array(z.object({ set: z.string(), count: z.number() })) });

export class Service {
  readonly #awsUrl: string;
  readonly #zuoraUrl: string;
  readonly #clients: AwsClients;
  readonly #folder: string;
  readonly #policyFile: string;

  constructor(awsUrl: string, zuoraUrl: string, folder: string, policyFile: string) {
    this.#awsUrl = awsUrl;
    this.#zuoraUrl = zuoraUrl;
    this.#clients = awsClients(embeddedAws(awsUrl));
    this.#folder = folder;
    this.#policyFile = policyFile;
  }

  close(): void {
    for (const client of Object.values(this.#clients)) client.destroy();
  }

  /** Has Zuora know them. */
  async addUsers(logins: readonly string[]): Promise<void> {
    const sandbox = new SandboxAdmin(this.#zuoraUrl);
    for (const some of slicesOf(logins, maxUsers)) await sandbox.addUsers(some.map((username) => ({ username })));
  }

  async importPeople(logins: readonly string[]): Promise<void> {
    const file = join(this.#folder, 'people.csv');
    writeFileSync(
      file,
      ['id,userName,department', ...logins.map((login) => `id-${login},${login},Billing`)].join('\n'),
    );
    const origin = ['--source', 'plain', '--publisher', source, '--as-of', '2026-01-01'];
    await this.#command('people', 'import', file, ...origin, '--policy', this.#policyFile, '--json');
  }

  /** An operator knows that so many are about to get access. */
  async expectGrants(people: number): Promise<void> {
    const until = new Date(Date.now() + longestWait).toISOString();
    await this.#command('safeguard', 'expect', '--grants', '--count', String(people), '--until', until, '--yes');
  }

  /** Sends an event about each of them, ten at a time. */
  async send(change: 'joined' | 'left', logins: readonly string[]): Promise<void> {
    for (const some of slicesOf(logins, maxSqsBatch)) {
      const Entries = some.map((login, index) => ({
        Id: String(index),
        MessageBody: JSON.stringify(eventOf(change, login)),
      }));
      const QueueUrl = this.#queueUrl('identity-events');
      const { Failed = [] } = await this.#clients.sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
      if (Failed.length > 0) throw new Error(`SQS refused a message: ${Failed[0]?.Message}`);
    }
  }

  /** Until nothing is left on the queues. */
  async drained(...queues: readonly string[]): Promise<void> {
    await this.until(async () =>
      (await Promise.all(queues.map((queue) => this.#count(queue)))).every((left) => left === 0),
    );
  }

  /** Until it is so. @throws Error after an hour */
  async until(isSo: () => Promise<boolean>): Promise<void> {
    const end = Date.now() + longestWait;
    while (!(await isSo())) {
      if (Date.now() > end) throw new Error('The run does not come to its end within an hour.');
      await sleep(500);
    }
  }

  /** How many users have access to Germany, apart from those who were created there. */
  async holders(): Promise<number> {
    const { users } = tenant.parse(await (await fetch(`${this.#zuoraUrl}/_sandbox/state`)).json());
    const { germany } = seedEntity;
    return users.filter((user) => user.homeEntityId !== germany && user.accessibleEntityIds.includes(germany)).length;
  }

  /** The sets of those who wait for an operator. */
  async waitingSets(): Promise<z.infer<typeof waitingSets>['sets']> {
    return waitingSets.parse(JSON.parse(await this.#command('safeguard', 'status', '--json'))).sets;
  }

  async release(set: string): Promise<void> {
    await this.#command('safeguard', 'release', set, '--yes');
  }

  async #command(...args: readonly string[]): Promise<string> {
    const env = { ...process.env, AWS_ENDPOINT_URL: this.#awsUrl };
    const { stdout } = await promisify(execFile)(process.execPath, [cli, ...args], { env, maxBuffer: 2 ** 26 });
    return stdout;
  }

  async #count(queue: string): Promise<number> {
    const command = new GetQueueAttributesCommand({ QueueUrl: this.#queueUrl(queue), AttributeNames: ['All'] });
    const { Attributes } = await this.#clients.sqs.send(command);
    return Object.values(queueCounts.parse(Attributes)).reduce((one, other) => one + other);
  }

  #queueUrl(queue: string): string {
    return `${this.#awsUrl}/000000000000/zuora-access-local-${queue}`;
  }
}

function eventOf(change: 'joined' | 'left', login: string) {
  const user = { id: `id-${login}`, userName: login, ...(change === 'joined' && { groups: ['staff'] }) };
  return {
    ...{ specversion: '1.0', type: `identity.user.${change}.v1`, source, id: randomUUID() },
    ...{ time: new Date().toISOString(), data: { user } },
  };
}
