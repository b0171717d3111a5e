/** Pauses and resumes a queue: disables and enables its event source mapping. */
import { LambdaClient } from '@aws-sdk/client-lambda';
import type { Session } from '../stack/session.ts';
import { readSourceQueue } from '../stack/source-queue.ts';
import type { QueuePair } from '../stack/stack.ts';
import { changeState, findMapping, type MappingState } from './event-source-mapping.ts';

export interface MappingChange {
  readonly queue: string;
  readonly function: string;
  readonly state: MappingState;
  /** False if the mapping had this state before. */
  readonly changed: boolean;
  /** Approximate. */
  readonly waiting: number;
  readonly inFlight: number;
  readonly retentionSeconds: number;
}

/**
 * @param onWait called with the mapping's state while AWS changes it
 * @throws NotFound
 */
export async function changeQueueMapping(
  { aws, interruption, now }: Session,
  queue: QueuePair,
  state: MappingState,
  onWait: (current: string) => void,
): Promise<MappingChange> {
  const lambda = aws.client(LambdaClient);
  const { arn } = await readSourceQueue(aws.sqs, queue);
  const mapping = await findMapping(lambda, arn);
  await changeState(lambda, mapping, state, { interruption, now, onWait });
  const { waiting, inFlight, retention } = await readSourceQueue(aws.sqs, queue);
  return {
    queue: queue.name,
    function: mapping.functionName,
    state,
    changed: mapping.state !== state,
    waiting,
    inFlight,
    retentionSeconds: retention / 1000,
  };
}
