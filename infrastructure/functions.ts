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
      ...sending(service, operation),
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

/** The variables of a function that sends to the queues of others. */
function sending(service: Service, operation: Operation): Environment {
  if (isSweep(operation)) return variablesOf({ lookQueue: `${service.prefix}-${operation.sendsTo.lookQueue}` });
  if (!isTranslation(operation)) return {};
  const { requestQueue, revocationQueue } = operation.sendsTo;
  return {
    ...variablesOf({
      requestQueue: `${service.prefix}-${requestQueue}`,
      revocationQueue: `${service.prefix}-${revocationQueue}`,
    }),
    ...schedulingEnvironment(service),
  };
}
