/** The audit log of a person, the newest first. */
import type { PersonDetail } from '../../shapes/people.ts';
import { Cell, Empty, Their, Time } from '../parts.tsx';
import { TableHead } from '../table-head.tsx';
import { count, withShortHashes } from '../time.ts';

interface HistoryTableProps {
  readonly detail: Pick<PersonDetail, 'history' | 'entries'>;
}

export function HistoryTable({ detail: { history, entries } }: HistoryTableProps) {
  if (history.length === 0) return <Empty>The audit log has nothing of this account.</Empty>;
  return (
    <>
      {history.length < entries && (
        <p class="status">
          The newest {history.length} of {count(entries, 'entry', 'entries')}. The command at the top has all.
        </p>
      )}
      <table class="stacked history">
        <TableHead titles={['When', 'Entity', 'What', 'Why', 'By', 'Event']} />
        <tbody>
          {history.map(({ at, entity, deed, detail, why, by, eventId }, index) => (
            <tr key={index}>
              <td>
                <Time at={at} />
              </td>
              <Cell title="Entity">{entity && <Their text={entity} />}</Cell>
              <Cell title="What">
                <Their text={[deed, detail].filter(Boolean).join(': ')} />
              </Cell>
              <Cell title="Why">{why && <Their text={withShortHashes(why)} />}</Cell>
              <Cell title="By">{by && <Their text={by} />}</Cell>
              <Cell title="Event">
                {eventId && (
                  <code>
                    <Their text={eventId} />
                  </code>
                )}
              </Cell>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}
