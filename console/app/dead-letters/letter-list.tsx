/** The letters of a group. */
import type { Signal } from '@preact/signals';
import type { LetterGroupRow, LetterRow } from '../../shapes/dead-letters.ts';
import { Their } from '../parts.tsx';
import { changeQuery } from '../router.ts';
import { Rows } from '../rows.tsx';
import { age, count } from '../time.ts';

interface LetterListProps {
  readonly group: LetterGroupRow;
  /** The message IDs of those that are marked. */
  readonly marked: Signal<ReadonlySet<string>>;
  /** The message ID of the one that is open. */
  readonly current: string;
}

const titles = ['Select', 'Age', 'Person', 'Entities', 'Operation', 'Event', 'Detail'];

export function LetterList({ group, marked, current }: LetterListProps) {
  const now = Date.now();
  const isMarked = (id: string) => marked.value.has(id);
  const toggle = (id: string) => {
    const others = new Set(marked.value);
    if (!others.delete(id)) others.add(id);
    marked.value = others;
  };
  const open = ({ messageId }: LetterRow) => changeQuery({ letter: messageId });
  return (
    <Rows
      label={`Letters with reason ${group.reason}`}
      class="letters"
      titles={titles}
      items={group.letters}
      keyOf={({ messageId }) => messageId}
      isCurrent={({ messageId }) => messageId === current}
      onOpen={open}
      cellsOf={(letter) => [
        <input
          key="mark"
          type="checkbox"
          checked={isMarked(letter.messageId)}
          aria-label={`Select ${letter.person ?? letter.messageId}`}
          onChange={() => toggle(letter.messageId)}
        />,
        <button key="age" type="button" class="link" onClick={() => open(letter)}>
          {age(now - letter.sentAt)}
        </button>,
        <Their key="person" text={letter.person ?? ''} />,
        <Their key="entities" text={letter.entities.join(', ')} />,
        letter.operation ?? '',
        <Their key="event" text={letter.eventId ?? letter.messageId} />,
        <Their key="detail" text={letter.detail ?? ''} />,
      ]}
    />
  );
}

/** Thousands of letters would be slow to send, and nobody reads them all. */
export function UnlistedLetters({ group: { queue, count: all, letters } }: Pick<LetterListProps, 'group'>) {
  if (letters.length >= all) return null;
  return (
    <p class="status">
      Below are the newest {count(letters.length, 'letter')}. {count(all - letters.length, 'older letter')} more are on
      the queue: see <code>zuora-access dlq list --queue {queue}</code>. Redrive and purge take all of them.
    </p>
  );
}
