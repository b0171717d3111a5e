/** The groups of dead letters: those of one queue with one reason. */
import type { LetterGroupRow } from '../../shapes/dead-letters.ts';
import { Their } from '../parts.tsx';
import { age } from '../time.ts';

export function keyOf({ reason, queue }: LetterGroupRow): string {
  return `${reason}@${queue}`;
}

interface GroupTableProps {
  readonly groups: readonly LetterGroupRow[];
  readonly current: LetterGroupRow | undefined;
  readonly onSelect: (group: LetterGroupRow) => void;
}

export function GroupTable({ groups, current, onSelect }: GroupTableProps) {
  const now = Date.now();
  return (
    <table class="groups">
      <thead>
        <tr>
          <th scope="col">Reason</th>
          <th scope="col">Queue</th>
          <th scope="col" class="number">
            Letters
          </th>
          <th scope="col" class="number">
            People
          </th>
          <th scope="col" class="number">
            Oldest
          </th>
        </tr>
      </thead>
      <tbody>
        {groups.map((group) => (
          <tr
            key={keyOf(group)}
            class={group === current ? 'current' : ''}
            {...(group === current && { 'aria-current': 'true' as const })}
            onClick={() => onSelect(group)}
          >
            <td>
              <button type="button" class="link" onClick={() => onSelect(group)}>
                <Their text={group.reason} />
              </button>
            </td>
            <td>{group.queue}</td>
            <td class="number">{group.count.toLocaleString('en')}</td>
            <td class="number">{group.people.toLocaleString('en')}</td>
            <td class="number">{age(now - group.oldest)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
