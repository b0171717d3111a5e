/** The functions: each from its operation's block in serverless.yml. */

import { packEntityIds } from '../lib/entity-id.ts';
import { packagedApprovals } from './automatic-approval.ts';
import type { Configuration } from './configuration.ts';
import { type Environment, variablesOf } from './environment.ts';
import { type Arn, arnOf, logicalId, operationId } from './names.ts';
import { callsZuora, isSweep, isTranslation, type Operation, takesEvents } from './operation.ts';
import { project } from './policy-loader.ts';
import { schedulingEnvironment } from './schedules.ts';
import { readService, type Service } from './service.ts';
import { tracingOf } from './tracing.ts';
import { type Vpc, vpcOf } from './vpc.ts';

/** The framework's form of a function, from which it makes resources. */
interface FrameworkFunction {
  readonly handler: string;
  readonly description: string;
  /** Logical id. */
  readonly role: string;
  readonly environment: Environment;
  readonly vpc?: Vpc;
  readonly tracing?: 'Active';
  readonly events: readonly { readonly sqs: QueueEvent }[];
}

interface QueueEvent {
  readonly arn: Arn;
  readonly batchSize: number;
  readonly maximumConcurrency: number;
  readonly functionResponseType: 'ReportBatchItemFailures';
}

/** Containers per function. Few containers with many calls each need the fewest tokens, and a mapping allows no less than 2. */
const maximumConcurrency = 2;

export async function functions(configuration: Configuration): Promise<Readonly<Record<string, FrameworkFunction>>> {
  const [service, credentials] = await Promise.all([
    readService(configuration),
    configuration.resolveVariable('param:credentials'),
  ]);
  const { stage, parameters } = service;
  const approvals = packagedApprovals({ root: project, stage, policyFile: parameters.policyFile });
  return Object.fromEntries(
    Object.entries(service.operations).map(([name, operation]) => [
      name,
      lambdaFunction(service, name, operation, credentials, approvals),
    ]),
  );
}

function lambdaFunction(
  service: Service,
  name: string,
  operation: Operation,
  credentials: Environment,
  approvals: readonly string[],
): FrameworkFunction {
  const { prefix, parameters } = service;
  const { description, queue, callsInFlight } = operation;
  return {
    handler: `functions/${name}.handler`,
    description,
    role: operationId(name, 'Role'),
    environment: {
      ...variablesOf({
        ...(takesEvents(operation) && { deadLetterQueue: `${prefix}-${queue}-dlq` }),
        callsInFlight,
        allowedEntityIds: packEntityIds(parameters.allowedEntityIds),
        allowedUsernameDomains: parameters.allowedUsernameDomains.join(),
        ...(callsZuora(operation) && {
          automaticEntityIds: packEntityIds(approvals),
          protectedUsernames: parameters.protectedUsernames.join(),
        }),
      }),
      ...ownEnvironment(service, operation),
      ...credentials,
    },
    ...vpcOf(service),
    ...tracingOf(service),
    events: [
      {
        sqs: {
          arn: arnOf(logicalId(queue, 'Queue')),
          batchSize: 10,
          maximumConcurrency,
          functionResponseType: 'ReportBatchItemFailures',
        },
      },
    ],
  };
}

/** Translation is told of people, and every other function of linked accounts. Two of them send to the queues of others. */
function ownEnvironment(service: Service, operation: Operation): Environment {
  if (!isTranslation(operation)) {
    const lookQueue = isSweep(operation) && { lookQueue: `${service.prefix}-${operation.sendsTo.lookQueue}` };
    return variablesOf({ ...ofAccounts(service), ...lookQueue });
  }
  const { requestQueue, revocationQueue, decisionQueue } = operation.sendsTo;
  return {
    ...variablesOf({
      requestQueue: `${service.prefix}-${requestQueue}`,
      revocationQueue: `${service.prefix}-${revocationQueue}`,
      decisionQueue: `${service.prefix}-${decisionQueue}`,
      people: `${service.prefix}-people`,
      personRetentionDays: service.parameters.personRetentionDays,
    }),
    ...schedulingEnvironment(service),
  };
}

/** What a function is told that works on linked accounts. */
function ofAccounts({ name, stage, prefix, parameters }: Service) {
  return {
    secret: `${name}/${stage}/oauth`,
    accounts: `${prefix}-accounts`,
    audit: `${prefix}-audit`,
    auditRetentionDays: parameters.auditRetentionDays,
  };
}
