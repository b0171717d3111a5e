/** Connections between entities. */
import { Cell, Their } from './parts.tsx';
import { TableHead } from './table-head.tsx';

interface ConnectionTableProps {
  readonly connections: readonly {
    readonly id: string;
    readonly source: string;
    readonly target: string;
    readonly status: string;
  }[];
}

export function ConnectionTable({ connections }: ConnectionTableProps) {
  return (
    <table class="stacked">
      <TableHead titles={['From', 'To', 'Status', 'Id']} />
      <tbody>
        {connections.map(({ id, source, target, status }) => (
          <tr key={id}>
            <td>
              <Their text={source} />
            </td>
            <Cell title="To">
              <Their text={target} />
            </Cell>
            <Cell title="Status">
              <Their text={status} />
            </Cell>
            <Cell title="Id">
              <code>
                <Their text={id} />
              </code>
            </Cell>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
