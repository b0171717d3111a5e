/** `pause` and `resume`: whether the functions receive messages of their queues. */
import { formatDuration } from '../../operator/duration.ts';
import type { MappingState } from '../../operator/mappings/event-source-mapping.ts';
import { changeQueueMapping, type MappingChange } from '../../operator/mappings/queue-mapping.ts';
import type { Session } from '../../operator/stack/session.ts';
import { chooseQueues } from '../../operator/stack/stack.ts';
import { clearProgress, showProgress } from '../terminal/progress-line.ts';
import { toJson } from '../terminal/text.ts';

export interface PauseOptions {
  readonly json?: true;
}

/**
 * @returns the exit code
 * @throws NotFound
 */
export function pauseQueues(session: Session, names: readonly string[], options: PauseOptions): Promise<number> {
  return changeQueues(session, names, 'Disabled', options);
}

/**
 * @returns the exit code
 * @throws NotFound
 */
export function resumeQueues(session: Session, names: readonly string[], options: PauseOptions): Promise<number> {
  return changeQueues(session, names, 'Enabled', options);
}

async function changeQueues(
  session: Session,
  names: readonly string[],
  state: MappingState,
  { json }: PauseOptions,
): Promise<number> {
  const queues = names.flatMap((name) => chooseQueues(session.stack, name));
  const changing = queues.map((queue) =>
    changeQueueMapping(session, queue, state, (current) =>
      showProgress(`${queue.name}: the event source mapping is ${current}`),
    ),
  );
  const changes = await Promise.all(changing).finally(clearProgress);
  if (session.interruption.aborted) return 1;
  console.log(json ? toJson(changes) : changes.map(describeChange).join('\n'));
  return 0;
}

function describeChange(change: MappingChange): string {
  const { queue, state, changed, waiting, inFlight, retentionSeconds } = change;
  const messages = `About ${waiting} messages wait, ${inFlight} are in flight or wait for their next attempt.`;
  if (state === 'Enabled') return `${queue} ${changed ? 'is resumed' : 'was not paused'}. ${messages}`;
  const retention = formatDuration(retentionSeconds * 1000);
  return `${queue} ${changed ? 'is' : 'was'} paused${changed ? '' : ' already'}. ${messages}
  They stay on the queue until you resume it, but SQS deletes a message ${retention} after it was sent.
  A message that is nearly as old and needs another attempt goes to the dead-letter queue.`;
}
