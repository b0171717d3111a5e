/** Each entity, with the access to it and the reasons. */
import type { Severity } from '../../shapes/activity.ts';
import type { Answer, EntityRow } from '../../shapes/people.ts';
import { Badge, Cell, Their, Time } from '../parts.tsx';
import { withShortHashes } from '../time.ts';

const severities: Readonly<Record<Answer, Severity>> = { yes: 'success', pending: 'warning', no: 'plain' };

export function EntityTable({ entities }: { readonly entities: readonly EntityRow[] }) {
  return (
    <table class="stacked">
      <thead>
        <tr>
          <th scope="col">Entity</th>
          <th scope="col">Access</th>
          <th scope="col">Why</th>
          <th scope="col">Ends</th>
          <th scope="col">Asked by</th>
          <th scope="col">Approved by</th>
          <th scope="col">Since</th>
          <th scope="col">Seen in Zuora</th>
        </tr>
      </thead>
      <tbody>
        {entities.map((entity) => (
          <tr key={entity.id}>
            <td class="name">
              <Their text={entity.name} />
              {entity.isHome && <small> home</small>}
            </td>
            <Cell title="Access">
              <Badge severity={severities[entity.answer]}>{entity.answer}</Badge> {entity.state}
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
