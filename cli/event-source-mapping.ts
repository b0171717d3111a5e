/** What feeds a queue's messages to its function, under an operator's hands. */
import { setTimeout as sleep } from 'node:timers/promises';
import {
  GetEventSourceMappingCommand,
  type LambdaClient,
  paginateListEventSourceMappings,
  ResourceInUseException,
  UpdateEventSourceMappingCommand,
} from '@aws-sdk/client-lambda';
import { z } from 'zod';
import { functionNameOf } from '../lib/arn.ts';
import { formatDuration } from './duration.ts';
import { NotFound } from './problem.ts';

export interface EventSourceMapping {
  readonly id: string;
  /** The function's name. */
  readonly functionName: string;
  /** https://docs.aws.amazon.com/lambda/latest/api/API_EventSourceMappingConfiguration.html */
  readonly state: string;
}

export type Target = 'Enabled' | 'Disabled';

/** Milliseconds. */
const period = 500;
const patience = 300_000;

/** What a mapping always has, though the SDK's type calls all of it optional. */
const described = z.object({ UUID: z.string(), FunctionArn: z.string(), State: z.string() }).transform(
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
    if (mapping) return described.parse(mapping);
  }
  throw new NotFound(`No function takes messages from ${queueArn}. Deploy the stage again.`);
}

/**
 * Brings a mapping to a state, and waits until AWS says that it is there.
 *
 * @param onWait hears of every state on the way
 * @throws Error when it is not there in five minutes
 */
export async function bringTo(
  lambda: LambdaClient,
  { id, state: first }: EventSourceMapping,
  target: Target,
  { interruption, now, onWait }: { interruption: AbortSignal; now: () => number; onWait: (state: string) => void },
): Promise<void> {
  const until = now() + patience;
  for (let state = first; state !== target && !interruption.aborted; state = await stateOf(lambda, id)) {
    if (now() > until) {
      throw new Error(`The event source mapping is still ${state} after ${formatDuration(patience)}. Run this again.`);
    }
    if (isSteady(state)) await update(lambda, id, target);
    onWait(state);
    await sleep(period, undefined, { signal: interruption }).catch(() => undefined);
  }
}

/** Between two states a mapping cannot be changed. */
function isSteady(state: string): boolean {
  return state === 'Enabled' || state === 'Disabled';
}

/** One that somebody else has just changed refuses; it is asked again. */
async function update(lambda: LambdaClient, UUID: string, target: Target): Promise<void> {
  try {
    await lambda.send(new UpdateEventSourceMappingCommand({ UUID, Enabled: target === 'Enabled' }));
  } catch (error) {
    if (!(error instanceof ResourceInUseException)) throw error;
  }
}

async function stateOf(lambda: LambdaClient, UUID: string): Promise<string> {
  return described.parse(await lambda.send(new GetEventSourceMappingCommand({ UUID }))).state;
}
