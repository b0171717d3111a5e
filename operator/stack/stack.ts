/** The resources of a stage. Their names identify them, so a new operation needs no change here. */
import { paginateListTables } from '@aws-sdk/client-dynamodb';
import { paginateListQueues } from '@aws-sdk/client-sqs';
import { didYouMean } from '../did-you-mean.ts';
import { NotFound } from '../errors.ts';
import type { AwsConnection } from './aws-connection.ts';
import { deployedOperations } from './deployed-operations.ts';

const service = 'zuora-access';
const deadLetterSuffix = '-dlq';

/** A queue that feeds a function. */
export interface StageQueue {
  /** Such as `user-access-requests`. */
  readonly name: string;
  readonly sourceUrl: string;
  /** None for a queue that takes no events. */
  readonly deadLetterUrl?: string;
}

/** A queue and its dead-letter queue. */
export interface QueuePair extends StageQueue {
  readonly deadLetterUrl: string;
}

/** The queues that take no events. */
const withoutDeadLetters = deployedOperations.filter(({ events }) => events.length === 0).map(({ queue }) => queue);

export interface Stack {
  readonly stage: string;
  readonly queues: readonly StageQueue[];
  /** The ledger's table. */
  readonly ledger: string;
  /** The table of linked accounts. */
  readonly accounts: string;
  /** The table of what sources said of people. */
  readonly people: string;
  /** The table of the audit log. */
  readonly audit: string;
  /** The secret with the OAuth clients. */
  readonly secret: string;
}

/** @throws NotFound with the names of the stages */
export async function findStack({ sqs, dynamodb }: AwsConnection, stage: string): Promise<Stack> {
  const stages: string[] = [];
  for await (const { TableNames = [] } of paginateListTables({ client: dynamodb }, {})) {
    stages.push(...TableNames.flatMap((name) => /^zuora-access-(.+)-ledger$/.exec(name)?.[1] ?? []));
  }
  const urls: string[] = [];
  const prefix = { QueueNamePrefix: `${service}-${stage}-`, MaxResults: 1000 };
  for await (const { QueueUrls = [] } of paginateListQueues({ client: sqs }, prefix)) urls.push(...QueueUrls);
  const queues = queuesOf(stage, stages, urls);
  if (!stages.includes(stage) || queues.length === 0) {
    const others = stages.length > 0 ? `Its stages: ${stages.join(', ')}.` : 'There are no stages.';
    const hint = didYouMean(stage, stages);
    throw new NotFound(`There is no stage ${stage} of ${service} in this account and region.${hint} ${others}`);
  }
  return {
    stage,
    queues,
    ledger: `${service}-${stage}-ledger`,
    accounts: `${service}-${stage}-accounts`,
    people: `${service}-${stage}-people`,
    audit: `${service}-${stage}-audit`,
    secret: `${service}/${stage}/oauth`,
  };
}

/**
 * The stage's queues that feed functions, by name: those with a dead-letter queue, and those that take no events.
 *
 * @param stages all stages: a queue name of stage `dev-eu` begins like one of stage `dev`
 */
export function queuesOf(stage: string, stages: readonly string[], urls: readonly string[]): StageQueue[] {
  const nested = stages.filter((other) => other.startsWith(`${stage}-`));
  const byName = new Map(urls.map((url) => [url.slice(url.lastIndexOf('/') + 1), url]));
  const prefix = `${service}-${stage}-`;
  return [...byName]
    .filter(([name]) => name.startsWith(prefix) && !nested.some((other) => name.startsWith(`${service}-${other}-`)))
    .flatMap(([fullName, sourceUrl]) => {
      const name = fullName.slice(prefix.length);
      const deadLetterUrl = byName.get(`${fullName}${deadLetterSuffix}`);
      if (deadLetterUrl) return [{ name, sourceUrl, deadLetterUrl }];
      return withoutDeadLetters.includes(name) ? [{ name, sourceUrl }] : [];
    })
    .sort((one, other) => one.name.localeCompare(other.name));
}

/**
 * The queue with this name, or whose dead-letter queue has this name; without a name, all queues. The name may be that of
 * SQS, such as `zuora-access-dev-user-access-requests`.
 *
 * @throws NotFound with the names of the queues
 */
export function chooseQueues({ stage, queues }: Stack, name: string | undefined): readonly StageQueue[] {
  if (name === undefined) return queues;
  const prefix = `${service}-${stage}-`;
  const ownName = name.startsWith(prefix) ? name.slice(prefix.length) : name;
  const chosen = queues.filter((queue) => [queue.name, `${queue.name}${deadLetterSuffix}`].includes(ownName));
  if (chosen.length > 0) return chosen;
  const names = queues.map((queue) => queue.name);
  const hint = didYouMean(ownName, names);
  throw new NotFound(`There is no queue ${name} in stage ${stage}.${hint} Its queues: ${names.join(', ')}.`);
}

/** Whether messages of the queue can become dead letters. */
export function hasDeadLetterQueue(queue: StageQueue): queue is QueuePair {
  return queue.deadLetterUrl !== undefined;
}
