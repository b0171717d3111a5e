/** The functions: each from its operation's block in serverless.yml. */

import { packEntityIds } from '../lib/entity-id.ts';
import { packagedApprovals } from './automatic-approval.ts';
import { maximumConcurrency, shareCalls } from './calls-in-flight.ts';
import type { Configuration } from './configuration.ts';
import { type Environment, variablesOf } from './environment.ts';
import { type Arn, arnOf, logicalId, operationId } from './names.ts';
import { callsZuora, isPersonLook, isSweep, isTranslation, type Operation, takesEvents } from './operation.ts';
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

/** What a function gets of what all functions of the stage have. */
interface Allotment {
  /** Messages that a container works on at once, each with one call. */
  readonly callsInFlight: number;
  readonly credentials: Environment;
  /** The entities in which the service approves its own requests. */
  readonly approvals: readonly string[];
}

export async function functions(configuration: Configuration): Promise<Readonly<Record<string, FrameworkFunction>>> {
  const [service, credentials] = await Promise.all([
    readService(configuration),
    configuration.resolveVariable('param:credentials'),
  ]);
  const { stage, parameters } = service;
  const approvals = packagedApprovals({ root: project, stage, policyFile: parameters.policyFile });
  const shares = shareCalls(service.operations, parameters.zuoraCallsInFlight);
  const callsOf = (name: string, operation: Operation) =>
    callsZuora(operation) ? (shares.get(name) ?? 1) : operation.callsInFlight;
  return Object.fromEntries(
    Object.entries(service.operations).map(([name, operation]) => [
      name,
      lambdaFunction(service, name, operation, { callsInFlight: callsOf(name, operation), credentials, approvals }),
    ]),
  );
}

function lambdaFunction(
  service: Service,
  name: string,
  operation: Operation,
  { callsInFlight, credentials, approvals }: Allotment,
): FrameworkFunction {
  const { prefix, parameters } = service;
  const { description, queue } = operation;
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

/** Those that call Zuora are told of linked accounts, those that decide of people, and the sweep of both. */
function ownEnvironment(service: Service, operation: Operation): Environment {
  const accounts = `${service.prefix}-accounts`;
  if (callsZuora(operation)) return variablesOf(ofAccounts(service));
  const queues = receivingQueues(service, operation.sendsTo);
  if (isSweep(operation)) return variablesOf({ ...ofAccounts(service), people: `${service.prefix}-people`, ...queues });
  const told = variablesOf({ ...ofPeople(service), ...queues, ...(isPersonLook(operation) && { accounts }) });
  return isTranslation(operation) ? { ...told, ...schedulingEnvironment(service) } : told;
}

function receivingQueues({ prefix }: Service, sendsTo: Readonly<Record<string, string>>) {
  return Object.fromEntries(Object.entries(sendsTo).map(([setting, queue]) => [setting, `${prefix}-${queue}`]));
}

/** What a function is told that decides about people. */
function ofPeople({ prefix, parameters: { personRetentionDays } }: Service) {
  return { people: `${prefix}-people`, personRetentionDays };
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
