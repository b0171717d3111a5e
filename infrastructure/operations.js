/**
 * Spells out an operation's block of serverless.yml as a function, fed by its queue.
 */
import { arnOf, logicalId, operationId } from './names.js';
import { schedulingEnvironment } from './schedules.js';
import { readService } from './service.js';

/** @typedef {import('./service.js').Operation} Operation */
/** @typedef {import('./service.js').Service} Service */

/** Containers per function: 2 is the least that a mapping allows. Few with many calls each share one token best. */
const maximumConcurrency = 2;

/** @param {import('./service.js').Configuration} configuration */
export async function functions(configuration) {
  const [service, credentials] = await Promise.all([
    readService(configuration),
    configuration.resolveVariable('param:credentials'),
  ]);
  return Object.fromEntries(
    Object.entries(service.operations).map(([name, operation]) => [
      name,
      lambdaFunction(service, name, operation, credentials),
    ]),
  );
}

/**
 * @param {Service} service
 * @param {string} name
 * @param {Operation} operation
 * @param {Record<string, string>} credentials
 */
function lambdaFunction(service, name, operation, credentials) {
  const { prefix, parameters } = service;
  const { description, queue, callsInFlight } = operation;
  return {
    handler: `functions/${name}.handler`,
    description,
    role: operationId(name, 'Role'),
    environment: {
      ZUORA_ACCESS_DEAD_LETTER_QUEUE: `${prefix}-${queue}-dlq`,
      ZUORA_ACCESS_CALLS_IN_FLIGHT: callsInFlight,
      ZUORA_ACCESS_ALLOWED_ENTITY_IDS: parameters.allowedEntityIds.join(),
      ZUORA_ACCESS_ALLOWED_USERNAME_DOMAINS: parameters.allowedUsernameDomains.join(),
      ...sending(service, operation),
      ...credentials,
    },
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

/**
 * What a function that sends to queues of others must know: `requestQueue` is `ZUORA_ACCESS_REQUEST_QUEUE`.
 *
 * @param {Service} service
 * @param {Operation} operation
 */
function sending(service, { sendsTo }) {
  if (!sendsTo) return {};
  const queues = Object.entries(sendsTo).map(([setting, queue]) => [
    `ZUORA_ACCESS_${setting.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`,
    `${service.prefix}-${queue}`,
  ]);
  return { ...Object.fromEntries(queues), ...schedulingEnvironment(service) };
}
