/** Each entity, with the access to it and the reasons. */
import type { EntityRow } from '../../shapes/people.ts';
import { accessSeverities } from '../access-severities.ts';
import { Badge, Cell, Their, Time } from '../parts.tsx';
import { TableHead } from '../table-head.tsx';
import { withShortHashes } from '../time.ts';

export function EntityTable({ entities }: { readonly entities: readonly EntityRow[] }) {
  return (
    <table class="stacked">
      <TableHead titles={['Entity', 'Access', 'Why', 'Ends', 'Asked by', 'Approved by', 'Since', 'Seen in Zuora']} />
      <tbody>
        {entities.map((entity) => (
          <tr key={entity.id}>
            <td class="name">
              <Their text={entity.name} />
              {entity.isHome && <small> home</small>}
            </td>
            <Cell title="Access">
              <Badge severity={accessSeverities[entity.answer]}>{entity.answer}</Badge> {entity.state}
            </Cell>
            <Cell title="Why">
              <Their text={withShortHashes(entity.why)} />
            </Cell>
            <Cell title="Ends">{entity.ends.length > 0 && entity.ends.map((end) => <Time key={end} at={end} />)}</Cell>
            <Cell title="Asked by">{textOf(entity.askedBy)}</Cell>
            <Cell title="Approved by">{textOf(entity.approvedBy)}</Cell>
            <Cell title="Since">{entity.since && <Time at={entity.since} />}</Cell>
            <Cell title="Seen in Zuora">{entity.seenAt && <Time at={entity.seenAt} />}</Cell>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function textOf(names: readonly string[]) {
  return names.length > 0 && <Their text={names.join(', ')} />;
}
