/**
 * What every part of the template is made from, for the stage that is packaged.
 */
/**
 * A function and its queue. `event` is the type that an operation takes, `events` those of a function that derives
 * others, and sends them by what it calls the queues: `sendsTo`. Only an operation calls Zuora.
 *
 * @typedef {{ description: string, queue: string, callsInFlight: number, event?: string, events?: string[], sendsTo?: Record<string, string> }} Operation
 */
/** @typedef {{ resolveVariable: (name: string) => Promise<any> }} Configuration */
/** @typedef {import('./parameters.js').StageParameters} StageParameters */
/**
 * @typedef {object} Service
 * @property {string} name
 * @property {string} stage
 * @property {string} region
 * @property {string} prefix of every resource's name
 * @property {Record<string, Operation>} operations
 * @property {StageParameters} parameters
 */

/**
 * @param {Configuration} configuration
 * @returns {Promise<Service>}
 */
export async function readService({ resolveVariable }) {
  const [name, stage, region, operations, parameters] = await Promise.all([
    resolveVariable('self:service'),
    resolveVariable('sls:stage'),
    resolveVariable('self:provider.region'),
    resolveVariable('self:custom.operations'),
    resolveVariable('self:custom.parameters'),
  ]);
  return { name, stage, region, prefix: `${name}-${stage}`, operations, parameters };
}

/**
 * The types of events that go to an operation's queue.
 *
 * @param {Operation} operation
 */
export function typesOf({ event, events = [] }) {
  return event === undefined ? events : [event];
}

/**
 * The queues that an operation sends to, by name.
 *
 * @param {Operation} operation
 */
export function receiversOf({ sendsTo = {} }) {
  return Object.values(sendsTo);
}

/**
 * The queues of the operations, by name.
 *
 * @param {Service} service
 */
export function queuesOf({ operations }) {
  return Object.values(operations).map(({ queue }) => queue);
}
