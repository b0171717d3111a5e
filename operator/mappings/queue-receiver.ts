/** The function that receives a queue's messages: whether it does, and what it allows. */
import { GetFunctionConfigurationCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { identityUserJoined } from '../../events/identity-user-joined.ts';
import { userAccessRevoked } from '../../events/user-access-revoked.ts';
import { type Limits, requireAllowed } from '../../lib/allow-list.ts';
import { BadEvent } from '../../lib/errors.ts';
import { retentionDays, settings, variableOf } from '../../lib/settings.ts';
import { isDenied, NotFound, NotPublished } from '../errors.ts';
import { describeError } from '../explain-error.ts';
import { deployedOperations } from '../stack/deployed-operations.ts';
import type { Session } from '../stack/session.ts';
import { readSourceQueue } from '../stack/source-queue.ts';
import { chooseQueues } from '../stack/stack.ts';
import { findMapping } from './event-source-mapping.ts';

/**
 * That no function receives the messages of a queue, and what to do; or why that is not known.
 *
 * @returns undefined if one does
 */
export async function describePause(session: Session, queue: string): Promise<string | undefined> {
  try {
    const { state } = await mappingOf(session, queue);
    if (state !== 'Disabled' && state !== 'Disabling') return undefined;
  } catch (error) {
    if (error instanceof NotFound) return error.message;
    return `Whether a function receives from the queue ${queue} is not known: ${describeError(error)}`;
  }
  return `The queue ${queue} is paused, so no function receives the event. Resume it with zuora-access resume ${queue} --stage ${session.stack.stage}.`;
}

/**
 * Checks an event as the function will check it.
 *
 * @param time of an event that grants access; RFC 3339
 * @throws NotPublished `not-allowed` or `stale`, unless the settings of the function are not known
 */
export async function requireAccepted(
  session: Session,
  queue: string,
  command: object,
  time: string | undefined,
): Promise<void> {
  const receiver = await ifKnown(readReceiver(session, queue));
  if (!receiver) return;
  if (time !== undefined && session.now() - Date.parse(time) > (receiver.staleAfter ?? Infinity)) {
    throw new NotPublished(
      `Not sent, stale: time: ${time} is too long ago for an event that grants access. If the user should have it, send it as a new event (--new-id).`,
    );
  }
  try {
    requireAllowed(receiver, 'data.', command);
  } catch (error) {
    if (!(error instanceof BadEvent)) throw error;
    throw new NotPublished(
      `Not sent, ${error.reason}: ${error.message} of this stage. If the service should act there, change the parameter and deploy.`,
    );
  }
}

/** Tells in which entities the function of a queue may act: in all of them, unless its limits are known. */
export async function readAllowedEntities(session: Session, queue: string): Promise<(entityId: string) => boolean> {
  const { allowedEntityIds = [] } = (await ifKnown(readReceiver(session, queue))) ?? {};
  return (entityId) => allowedEntityIds.length === 0 || allowedEntityIds.includes(entityId);
}

/** The logins whose access the stage never revokes. */
export async function readProtectedUsernames(stage: Stage): Promise<readonly string[]> {
  const { queue = '' } = deployedOperations.find(({ events }) => events.includes(userAccessRevoked.type)) ?? {};
  const variables = await readVariables(stage, queue);
  return settings.protectedUsernames.parse(variables[variableOf('protectedUsernames')]);
}

/**
 * How many days the stage remembers somebody who has left; as serverless.yml has it if the operator may not read the
 * function.
 */
export async function readPersonRetentionDays(stage: Stage): Promise<number> {
  const variables = await readTranslationVariables(stage);
  return retentionDays.safeParse(variables[variableOf('personRetentionDays')]).data ?? defaultPersonRetentionDays;
}

const defaultPersonRetentionDays = 400;

/** How long an invocation of the functions that decide about people takes at most; milliseconds. */
export async function readFunctionTimeout(stage: Stage): Promise<number> {
  const variables = await readTranslationVariables(stage);
  return settings.functionTimeout.safeParse(variables[variableOf('functionTimeout')]).data ?? defaultFunctionTimeout;
}

/** As serverless.yml has it. */
const defaultFunctionTimeout = 120_000;

type Stage = Pick<Session, 'aws' | 'stack'>;

/** What the function of a queue takes. */
interface Receiver extends Limits {
  /** Milliseconds after which an event no longer grants access, if it is known. */
  readonly staleAfter: number | undefined;
}

async function readReceiver(stage: Stage, queue: string): Promise<Receiver> {
  const variables = await readVariables(stage, queue);
  return {
    allowedEntityIds: settings.allowedEntityIds.parse(variables[variableOf('allowedEntityIds')]),
    allowedUsernameDomains: settings.allowedUsernameDomains.parse(variables[variableOf('allowedUsernameDomains')]),
    staleAfter: settings.staleAfter.safeParse(variables[variableOf('staleAfter')]).data,
  };
}

/** The environment of the function that takes identity events; nothing if there is none, or the operator may not read it. */
async function readTranslationVariables(stage: Stage): Promise<Readonly<Record<string, string>>> {
  const { queue = '' } = deployedOperations.find(({ events }) => events.includes(identityUserJoined.type)) ?? {};
  try {
    return await readVariables(stage, queue);
  } catch (error) {
    // Another failure is over soon, and the stage may have other values than the defaults.
    if (error instanceof NotFound || isDenied(error)) return {};
    throw error;
  }
}

/** The environment of the function of a queue. */
async function readVariables(stage: Stage, queue: string): Promise<Readonly<Record<string, string>>> {
  const { functionName } = await mappingOf(stage, queue);
  const command = new GetFunctionConfigurationCommand({ FunctionName: functionName });
  const { Environment } = await stage.aws.client(LambdaClient).send(command);
  return Environment?.Variables ?? {};
}

async function mappingOf({ aws, stack }: Stage, name: string) {
  const [queue] = chooseQueues(stack, name);
  if (!queue) throw new TypeError(`no queue ${name}`);
  const { arn } = await readSourceQueue(aws.sqs, queue);
  return findMapping(aws.client(LambdaClient), arn);
}

/** The function checks each event itself. An operator who publishes need not be allowed to read the function. */
function ifKnown<Reading>(reading: Promise<Reading>): Promise<Reading | undefined> {
  return reading.catch(() => undefined);
}
