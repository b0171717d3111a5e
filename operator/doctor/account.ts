/** The AWS account, and the stage in it. */
import { GetCallerIdentityCommand, type STSClient } from '@aws-sdk/client-sts';
import { z } from 'zod';
import { type Clients, connect } from '../connection.ts';
import { NotFound } from '../errors.ts';
import { findStack, type Stack } from '../stack/stack.ts';
import type { Check } from './check.ts';
import { ok } from './finding.ts';
import { mendOf } from './read-fix.ts';
import type { ServerClock } from './server-clock.ts';

export interface Account {
  readonly clients: Clients;
  readonly region: string;
  /** Whose the credentials are. */
  readonly arn: string;
}

export function accountCheck(env: NodeJS.ProcessEnv, clock: ServerClock): Check<Account> {
  return {
    name: 'AWS credentials',
    async read() {
      const clients = await connect(env);
      noteDates(clients.sts, clock);
      const { Arn = 'somebody' } = await clients.sts.send(new GetCallerIdentityCommand());
      return { clients, region: await clients.sts.config.region(), arn: Arn };
    },
    judgeRule: ({ arn, region }) => ok(`${arn} in ${region}`),
    mend: 'Log in (such as with aws sso login), and set AWS_PROFILE and AWS_REGION.',
  };
}

export function stackCheck({ clients }: Account, stage: string): Check<Stack> {
  const mend = mendOf('sqs:ListQueues', 'dynamodb:ListTables');
  return {
    name: 'Stage',
    read: () => findStack(clients, stage),
    judgeRule: ({ queues }) => ok(`${stage}: the ledger, and ${queues.map(({ name }) => name).join(', ')}`),
    mend: (error) =>
      error instanceof NotFound
        ? `Deploy it (npx serverless deploy --stage ${stage}), or choose another --stage, AWS_PROFILE or AWS_REGION.`
        : mend(error),
  };
}

const answered = z.object({ response: z.object({ headers: z.object({ date: z.string() }) }) });

/** Before the SDK looks at an answer: a refusal tells the time too. */
function noteDates(sts: STSClient, clock: ServerClock): void {
  sts.middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args);
      clock.note(answered.safeParse(result).data?.response.headers.date);
      return result;
    },
    { step: 'deserialize', priority: 'low' },
  );
}
