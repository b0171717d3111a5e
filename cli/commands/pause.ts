/** `pause` and `resume`: whether the functions receive messages of their queues. */
import { formatDuration } from '../../operator/duration.ts';
import type { MappingState } from '../../operator/mappings/event-source-mapping.ts';
import { changeQueueMappings, type MappingChange } from '../../operator/mappings/queue-mapping.ts';
import { callerArn } from '../../operator/stack/caller.ts';
import type { Session } from '../../operator/stack/session.ts';
import { chooseQueues, hasDeadLetterQueue } from '../../operator/stack/stack.ts';
import { clearProgress, showProgress } from '../terminal/progress-line.ts';
import { toJson } from '../terminal/text.ts';

export interface PauseOptions {
  readonly json?: true;
}

/**
 * @returns the exit code: 1 when the change of a queue is not confirmed
 * @throws NotFound when a name is unknown; nothing is changed then
 */
export function pauseQueues(session: Session, names: readonly string[], options: PauseOptions): Promise<number> {
  return changeQueues(session, names, 'Disabled', options);
}

/**
 * @returns the exit code: 1 when the change of a queue is not confirmed
 * @throws NotFound when a name is unknown; nothing is changed then
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
  const queues = new Set(names.flatMap((name) => chooseQueues(session.stack, name)));
  const by = await callerArn(session);
  const results = await changeQueueMappings(session, [...queues], { state, by }, (queue, current) =>
    showProgress(`${queue}: the event source mapping is ${current}`),
  ).finally(clearProgress);
  const problems = results.filter((result) => 'problem' in result);
  if (json) console.log(toJson(results));
  else {
    const withDeadLetters = [...queues].filter(hasDeadLetterQueue).map(({ name }) => name);
    for (const result of results) {
      if (!('problem' in result)) console.log(describeChange(result, withDeadLetters.includes(result.queue)));
    }
  }
  for (const { queue, problem } of problems) console.error(`${queue} may not be ${verbs[state]}: ${problem}`);
  if (problems.length === 0) return 0;
  const done = `${results.length - problems.length} of ${results.length}`;
  console.error(
    `Confirmed as ${verbs[state]}: ${done}. Run this again for ${problems.map(({ queue }) => queue).join(' ')}.`,
  );
  return 1;
}

const verbs: Readonly<Record<MappingState, string>> = { Disabled: 'paused', Enabled: 'resumed' };

function describeChange(change: MappingChange, hasDeadLetters: boolean): string {
  const { queue, state, changed, waiting, inFlight, retentionSeconds } = change;
  const messages = `About ${waiting} messages wait, ${inFlight} are in flight or wait for their next attempt.`;
  if (state === 'Enabled') return `${queue} ${changed ? 'is resumed' : 'was not paused'}. ${messages}`;
  const retention = formatDuration(retentionSeconds * 1000);
  const end = hasDeadLetters
    ? 'A message that is nearly as old and needs another attempt goes to the dead-letter queue.'
    : 'Meanwhile no linked account is looked at because of its time.';
  return `${queue} ${changed ? 'is' : 'was'} paused${changed ? '' : ' already'}. ${messages}
  They stay on the queue until you resume it, but SQS deletes a message ${retention} after it was sent.
  ${end}`;
}
