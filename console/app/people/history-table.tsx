/** The audit log of a person, the newest first. */
import type { HistoryRow } from '../../shapes/people.ts';
import { Cell, Empty, Their, Time } from '../parts.tsx';
import { TableHead } from '../table-head.tsx';
import { withShortHashes } from '../time.ts';

export function HistoryTable({ history }: { readonly history: readonly HistoryRow[] }) {
  if (history.length === 0) return <Empty>The audit log has nothing of this login.</Empty>;
  return (
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
  );
}
