/** Which dead letters an operator chooses. */
import { formatDuration } from '../duration.ts';
import { type DeadLetter, hasMessageId, isStale, type MessageIds } from './dead-letter.ts';

export interface Selection {
  /** Any of these; undefined for every reason. */
  readonly reasons?: readonly string[] | undefined;
  /** Any of these message IDs, own, first or of the log; undefined for every message. */
  readonly ids?: readonly string[] | undefined;
  /** Only these, by their own message IDs: what an operator was shown. `reasons` and `ids` only describe them then. */
  readonly shown?: ReadonlySet<string> | undefined;
  /** Milliseconds. */
  readonly olderThan?: number | undefined;
  /** Whether stale ones stay on the queue although the rest chooses them. */
  readonly excludesStale?: boolean | undefined;
}

/** What a selection looks at. */
type Selectable = MessageIds & Pick<DeadLetter, 'sentAt' | 'reason'>;

export interface Choice<Letter> {
  readonly chosen: readonly Letter[];
  /** Would have been chosen, but are stale. */
  readonly stale: readonly Letter[];
  readonly others: readonly Letter[];
}

/**
 * @param askedAt when the operator was asked; milliseconds since the epoch
 * @param isBack whether a letter has come back since, and stays
 */
export function chooseLetters<Letter extends Selectable>(
  selection: Selection,
  letters: readonly Letter[],
  askedAt: number,
  isBack: (letter: Letter) => boolean = () => false,
): Choice<Letter> {
  const groups = Map.groupBy(letters, (letter) => {
    if (!selects(selection, letter, askedAt) || isBack(letter)) return 'others';
    return selection.excludesStale === true && isStale(letter) ? 'stale' : 'chosen';
  });
  return { chosen: groups.get('chosen') ?? [], stale: groups.get('stale') ?? [], others: groups.get('others') ?? [] };
}

/**
 * Never selects a message that arrives after the question. Nobody has decided about it, and a redriven message that fails
 * at once would be redriven without end.
 */
function selects({ reasons, ids, shown, olderThan = 0 }: Selection, letter: Selectable, askedAt: number): boolean {
  const isOldEnough = letter.sentAt <= askedAt - olderThan;
  if (shown) return isOldEnough && shown.has(letter.messageId);
  const hasReason = !reasons || reasons.includes(letter.reason);
  return isOldEnough && hasReason && (!ids || ids.some((id) => hasMessageId(letter, id)));
}

/** Whether it names something that must exist, so that an empty choice is a mistake. */
export function isSpecific({ reasons, ids }: Selection): boolean {
  return reasons !== undefined || ids !== undefined;
}

/** Words that follow "all" or "those"; empty for all. */
export function describeSelection({ reasons, ids, olderThan }: Selection): string {
  return [
    reasons && `with reason ${reasons.join(' or ')}`,
    ids && `with ID ${ids.join(' or ')}`,
    olderThan !== undefined && `older than ${formatDuration(olderThan)}`,
  ]
    .filter(Boolean)
    .join(', ');
}
