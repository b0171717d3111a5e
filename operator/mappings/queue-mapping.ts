/** Pauses and resumes a queue: disables and enables its event source mapping. */
import { LambdaClient } from '@aws-sdk/client-lambda';
import { recordBeginning } from '../audit/operator-deeds.ts';
import { OperatorError } from '../errors.ts';
import { explainError } from '../explain-error.ts';
import type { Session } from '../stack/session.ts';
import { readSourceQueue } from '../stack/source-queue.ts';
import type { StageQueue } from '../stack/stack.ts';
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

/** A queue whose mapping is not known to have the wanted state. */
export interface UnfinishedChange {
  readonly queue: string;
  readonly problem: string;
}

const deeds = { Disabled: 'pause', Enabled: 'resume' } as const;

/**
 * Changes the mappings of several queues at once. One that fails does not stop the others. Each change is in the audit log
 * first.
 *
 * @param by the identity of the operator's AWS credentials
 * @param onWait called with a mapping's state while AWS changes it
 * @returns one for each queue, in the same order
 */
export function changeQueueMappings(
  session: Session,
  queues: readonly StageQueue[],
  { state, by }: { readonly state: MappingState; readonly by: string },
  onWait: (queue: string, current: string) => void,
): Promise<readonly (MappingChange | UnfinishedChange)[]> {
  return Promise.all(
    queues.map((queue) =>
      changeQueueMapping(session, queue, { state, by }, (current) => onWait(queue.name, current)).catch((error) => ({
        queue: queue.name,
        problem: explainError(error),
      })),
    ),
  );
}

/** @throws NotFound, or OperatorError when the audit log cannot be written, or it is interrupted */
async function changeQueueMapping(
  session: Session,
  queue: StageQueue,
  { state, by }: { readonly state: MappingState; readonly by: string },
  onWait: (current: string) => void,
): Promise<MappingChange> {
  const { aws, interruption, now } = session;
  const lambda = aws.client(LambdaClient);
  const { arn } = await readSourceQueue(aws.sqs, queue);
  const mapping = await findMapping(lambda, arn);
  if (mapping.state !== state) await recordBeginning(session, { what: deeds[state], subject: queue.name, by });
  const reached = await changeState(lambda, mapping, state, { interruption, now, onWait });
  if (reached !== state) throw new OperatorError(`Interrupted while the event source mapping was ${reached}.`);
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
