/** The event source mapping that feeds a queue's messages to its function. */
import { setTimeout as sleep } from 'node:timers/promises';
import {
  GetEventSourceMappingCommand,
  type LambdaClient,
  paginateListEventSourceMappings,
  ResourceInUseException,
  UpdateEventSourceMappingCommand,
} from '@aws-sdk/client-lambda';
import { z } from 'zod';
import { functionNameOf } from '../../lib/arn.ts';
import { formatDuration } from '../duration.ts';
import { NotFound } from '../errors.ts';

export interface EventSourceMapping {
  readonly id: string;
  /** The function's name. */
  readonly functionName: string;
  /** https://docs.aws.amazon.com/lambda/latest/api/API_EventSourceMappingConfiguration.html */
  readonly state: string;
}

export type MappingState = 'Enabled' | 'Disabled';

/** Milliseconds. */
const pollInterval = 500;
const timeout = 300_000;

/** What a mapping always has, although the SDK's type makes all of it optional. */
const mappingDescription = z.object({ UUID: z.string(), FunctionArn: z.string(), State: z.string() }).transform(
  ({ UUID, FunctionArn, State }): EventSourceMapping => ({
    id: UUID,
    functionName: functionNameOf(FunctionArn),
    state: State,
  }),
);

/** @throws NotFound */
export async function findMapping(lambda: LambdaClient, queueArn: string): Promise<EventSourceMapping> {
  for await (const { EventSourceMappings = [] } of paginateListEventSourceMappings(
    { client: lambda },
    { EventSourceArn: queueArn },
  )) {
    const [mapping] = EventSourceMappings;
    if (mapping) return mappingDescription.parse(mapping);
  }
  throw new NotFound(`No function receives messages from ${queueArn}. Deploy the stage again.`);
}

/**
 * Changes a mapping's state, and waits until AWS reports it.
 *
 * @param onWait called with every state on the way
 * @returns the state that AWS reported last; after an interruption it may be another than the target
 * @throws Error when AWS does not report it within five minutes
 */
export async function changeState(
  lambda: LambdaClient,
  { id, state: first }: EventSourceMapping,
  target: MappingState,
  { interruption, now, onWait }: { interruption: AbortSignal; now: () => number; onWait: (state: string) => void },
): Promise<string> {
  const until = now() + timeout;
  let state = first;
  for (; state !== target && !interruption.aborted; state = await readState(lambda, id)) {
    if (now() > until) {
      throw new Error(`The event source mapping is still ${state} after ${formatDuration(timeout)}. Run this again.`);
    }
    if (isSteady(state)) await update(lambda, id, target);
    onWait(state);
    await sleep(pollInterval, undefined, { signal: interruption }).catch(() => undefined);
  }
  return state;
}

/** While AWS changes a mapping, it cannot be changed again. */
function isSteady(state: string): boolean {
  return state === 'Enabled' || state === 'Disabled';
}

/** AWS refuses while another change is under way; the next round tries again. */
async function update(lambda: LambdaClient, UUID: string, target: MappingState): Promise<void> {
  try {
    await lambda.send(new UpdateEventSourceMappingCommand({ UUID, Enabled: target === 'Enabled' }));
  } catch (error) {
    if (!(error instanceof ResourceInUseException)) throw error;
  }
}

async function readState(lambda: LambdaClient, UUID: string): Promise<string> {
  return mappingDescription.parse(await lambda.send(new GetEventSourceMappingCommand({ UUID }))).state;
}
