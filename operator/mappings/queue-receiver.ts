/** The function that receives a queue's messages: whether it does, and what it allows. */
import { GetFunctionConfigurationCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { type Limits, requireAllowed } from '../../lib/allow-list.ts';
import { BadEvent } from '../../lib/errors.ts';
import { settings, variableOf } from '../../lib/settings.ts';
import { NotPublished } from '../errors.ts';
import type { Session } from '../stack/session.ts';
import { readSourceQueue } from '../stack/source-queue.ts';
import { chooseQueues } from '../stack/stack.ts';
import { findMapping } from './event-source-mapping.ts';

/**
 * That no function receives the messages of a queue, and what to do.
 *
 * @returns undefined if one does, or if it is not known which one would
 */
export async function describePause(session: Session, queue: string): Promise<string | undefined> {
  const mapping = await ifKnown(mappingOf(session, queue));
  if (mapping?.state !== 'Disabled' && mapping?.state !== 'Disabling') return undefined;
  return `The queue ${queue} is paused, so no function receives the event. Resume it with zuora-access resume ${queue} --stage ${session.stack.stage}.`;
}

/**
 * Checks an event's command as the function will check it.
 *
 * @throws NotPublished `not-allowed`, unless the limits are not known
 */
export async function requireWithinLimits(session: Session, queue: string, command: object): Promise<void> {
  const limits = await ifKnown(readLimits(session, queue));
  try {
    if (limits) requireAllowed(limits, 'data.', command);
  } catch (error) {
    if (!(error instanceof BadEvent)) throw error;
    throw new NotPublished(
      `Not sent, ${error.reason}: ${error.message} of this stage. If the service should act there, change the parameter and deploy.`,
    );
  }
}

/** Tells in which entities the function of a queue may act: in all of them, unless its limits are known. */
export async function readAllowedEntities(session: Session, queue: string): Promise<(entityId: string) => boolean> {
  const { allowedEntityIds = [] } = (await ifKnown(readLimits(session, queue))) ?? {};
  return (entityId) => allowedEntityIds.length === 0 || allowedEntityIds.includes(entityId);
}

async function readLimits(session: Session, queue: string): Promise<Limits> {
  const { functionName } = await mappingOf(session, queue);
  const command = new GetFunctionConfigurationCommand({ FunctionName: functionName });
  const { Environment } = await session.aws.client(LambdaClient).send(command);
  const variables = Environment?.Variables ?? {};
  return {
    allowedEntityIds: settings.allowedEntityIds.parse(variables[variableOf('allowedEntityIds')]),
    allowedUsernameDomains: settings.allowedUsernameDomains.parse(variables[variableOf('allowedUsernameDomains')]),
  };
}

async function mappingOf({ aws, stack }: Session, name: string) {
  const [queue] = chooseQueues(stack, name);
  if (!queue) throw new TypeError(`no queue ${name}`);
  const { arn } = await readSourceQueue(aws.sqs, queue);
  return findMapping(aws.client(LambdaClient), arn);
}

/** The function checks each event itself. An operator who publishes need not be allowed to read the function. */
function ifKnown<Reading>(reading: Promise<Reading>): Promise<Reading | undefined> {
  return reading.catch(() => undefined);
}
