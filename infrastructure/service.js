/**
 * What every part of the template is made from, for the stage that is packaged.
 */
/** @typedef {{ description: string, event: string, queue: string, callsInFlight: number }} Operation */
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
 * The queues of the operations, by name.
 *
 * @param {Service} service
 */
export function queuesOf({ operations }) {
  return Object.values(operations).map(({ queue }) => queue);
}
