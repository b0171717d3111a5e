/** What became of a published event that is not carried out. */
import type { Followed } from '../../operator/ledger/following.ts';
import { shellWord } from '../../operator/printable.ts';
import { nextStepFor, type PublishedEvent } from '../../operator/publication/publishing.ts';

/** With what to do next. */
export function describeUnfinished(event: PublishedEvent, followed: Followed, stage: string): string {
  const status = statusCommand(event, stage);
  if (!('outcome' in followed))
    return `No outcome yet: it waits for ${followed.waitingFor}. See ${status}, or dlq list.`;
  const { outcome, reason, record } = followed;
  const detail = [reason, record?.detail].filter(Boolean).join(': ');
  return [`${outcome}${detail ? `, ${detail}` : ''}.`, nextStepFor(followed), `See ${status}`]
    .filter(Boolean)
    .join(' ');
}

/** The command that shows the event's record. */
export function statusCommand({ eventId, messageId, source }: PublishedEvent, stage: string): string {
  return `zuora-access status --stage ${stage} --source ${shellWord(source)} -- ${shellWord(eventId ?? messageId)}`;
}
