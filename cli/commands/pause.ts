/** `pause` or `resume`: whether queues' functions take their messages. */
import { formatDuration } from '../../operator/duration.ts';
import { bringTo, findMapping, type Target } from '../../operator/mappings/event-source-mapping.ts';
import type { Session } from '../../operator/session.ts';
import { readQueue } from '../../operator/stack/source-queue.ts';
import { chosenQueues, type QueuePair } from '../../operator/stack/stack.ts';
import { clearProgress, showProgress } from '../terminal/progress-line.ts';
import { toJson } from '../terminal/text.ts';

export interface MappingOptions {
  readonly json?: true;
}

/** What came of one queue, as a program is told of it. */
interface Change {
  readonly queue: string;
  readonly function: string;
  readonly state: Target;
  /** False when it was so before. */
  readonly changed: boolean;
  /** Approximate. */
  readonly waiting: number;
  readonly inFlight: number;
  readonly retentionSeconds: number;
}

/**
 * @returns the exit code
 * @throws NotFound
 */
export function pause(session: Session, names: readonly string[], options: MappingOptions): Promise<number> {
  return bring(session, names, 'Disabled', options);
}

/**
 * @returns the exit code
 * @throws NotFound
 */
export function resume(session: Session, names: readonly string[], options: MappingOptions): Promise<number> {
  return bring(session, names, 'Enabled', options);
}

async function bring(
  session: Session,
  names: readonly string[],
  target: Target,
  { json }: MappingOptions,
): Promise<number> {
  const queues = names.flatMap((name) => chosenQueues(session.stack, name));
  const changes = await Promise.all(queues.map((queue) => bringOne(session, queue, target))).finally(clearProgress);
  if (session.interruption.aborted) return 1;
  console.log(json ? toJson(changes) : changes.map(sentencesOf).join('\n'));
  return 0;
}

async function bringOne({ clients, interruption, now }: Session, queue: QueuePair, state: Target): Promise<Change> {
  const { arn } = await readQueue(clients.sqs, queue);
  const mapping = await findMapping(clients.lambda, arn);
  const onWait = (current: string) => showProgress(`${queue.name}: the event source mapping is ${current}`);
  await bringTo(clients.lambda, mapping, state, { interruption, now, onWait });
  const { waiting, inFlight, retention } = await readQueue(clients.sqs, queue);
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

function sentencesOf(change: Change): string {
  const { queue, state, changed, waiting, inFlight, retentionSeconds } = change;
  const messages = `About ${waiting} messages wait, ${inFlight} are in flight or put off.`;
  if (state === 'Enabled') return `${queue} ${changed ? 'is resumed' : 'was not paused'}. ${messages}`;
  const kept = formatDuration(retentionSeconds * 1000);
  return `${queue} ${changed ? 'is' : 'was'} paused${changed ? '' : ' already'}. ${messages}
  They stay there until it is resumed, but SQS deletes a message ${kept} after it was sent. One that has to be
  tried again when it is nearly as old goes to the dead-letter queue.`;
}
