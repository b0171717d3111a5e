/** The AWS account, and the stage in it. */
import { GetCallerIdentityCommand, STSClient, STSServiceException } from '@aws-sdk/client-sts';
import { loopbackEndpoint } from '../aws-access.ts';
import { NotFound, OperatorError } from '../errors.ts';
import { foreignServerOf, NotAws } from '../foreign-server.ts';
import { networkFailureOf } from '../network-failure.ts';
import { noteDates } from '../server-date.ts';
import { type AwsConnection, connectToAws } from '../stack/aws-connection.ts';
import { findStack, type Stack } from '../stack/stack.ts';
import type { Check } from './check.ts';
import { ok } from './finding.ts';
import { readFix } from './read-fix.ts';
import type { ServerClock } from './server-clock.ts';

export interface Account {
  readonly aws: AwsConnection;
  readonly region: string;
  /** The identity of the credentials. */
  readonly arn: string;
}

export function accountCheck(env: NodeJS.ProcessEnv, clock: ServerClock): Check<Account> {
  return {
    name: 'AWS credentials',
    async read() {
      const aws = await connectToAws(env);
      const sts = aws.client(STSClient);
      noteDates(sts.middlewareStack, (date) => clock.note(date));
      const { Arn } = await sts.send(new GetCallerIdentityCommand());
      if (Arn === undefined) throw new NotAws();
      return { aws, region: await sts.config.region(), arn: Arn };
    },
    judge: ({ arn, region }) => ok(`${arn} in ${region}`),
    fix: (error) => accountFix(error, env),
  };
}

function accountFix(error: unknown, env: NodeJS.ProcessEnv): string {
  if (isWrongLocalEndpoint(error, env)) {
    return 'Start the local stack (npm start), or set AWS_ENDPOINT_URL to the address of AWS that it prints.';
  }
  if (foreignServerOf(error) !== undefined) return foreignServerFix(env);
  if (isUnreadableFile(error)) return 'Check AWS_WEB_IDENTITY_TOKEN_FILE, and the files that the profile names.';
  const advice = networkFailureOf(error, 'AWS')?.advice;
  return advice ?? 'Log in (for example with aws sso login), and set AWS_PROFILE and AWS_REGION.';
}

/** On this machine only a refusal by AWS itself is a matter of credentials. */
function isWrongLocalEndpoint(error: unknown, env: NodeJS.ProcessEnv): boolean {
  if (error instanceof OperatorError && !(error instanceof NotAws)) return true;
  if (loopbackEndpoint(env) === undefined) return false;
  return foreignServerOf(error) !== undefined || !(error instanceof STSServiceException);
}

function foreignServerFix({ AWS_ENDPOINT_URL: endpoint }: NodeJS.ProcessEnv): string {
  return endpoint
    ? 'Set AWS_ENDPOINT_URL to an address of AWS, or unset it.'
    : 'Another server of the network answers: a proxy, or a page to log in. Check the network, HTTPS_PROXY and NO_PROXY.';
}

/** Such as the token of a web identity. */
function isUnreadableFile(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error && error.syscall === 'open';
}

export function stackCheck({ aws }: Account, stage: string): Check<Stack> {
  const accessFix = readFix('sqs:ListQueues', 'dynamodb:ListTables');
  return {
    name: 'Stage',
    read: () => findStack(aws, stage),
    judge: ({ queues }) => ok(`${stage}: the ledger, and ${queues.map(({ name }) => name).join(', ')}`),
    fix: (error) =>
      error instanceof NotFound
        ? `Deploy it (npx serverless deploy --stage ${stage}), or choose another --stage, AWS_PROFILE or AWS_REGION.`
        : accessFix(error),
  };
}
