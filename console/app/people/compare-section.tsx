/** A person's access at two times, by the audit log. The address holds the times as instants, for people in other zones. */
import type { ComparedEntity, PersonDetail } from '../../shapes/people.ts';
import { useLoaded } from '../loaded.ts';
import { Cell, Empty, Failed, Loading, Their } from '../parts.tsx';
import { changeQuery, parameter } from '../router.ts';
import { Section } from '../section.tsx';
import { TableHead } from '../table-head.tsx';
import { fieldTime } from '../time.ts';
import { ownerQuery } from './person-address.ts';

export function CompareSection({ detail }: { readonly detail: PersonDetail }) {
  const [from, to] = [timeOf(parameter('from')), timeOf(parameter('to'))];
  const path =
    from && to ? `/people/compare?${ownerQuery(detail)}&from=${from.toISOString()}&to=${to.toISOString()}` : undefined;
  const { answer, problem, isLoading } = useLoaded<{ readonly entities: readonly ComparedEntity[] }>(path);
  return (
    <Section title="Compare two times">
      <form class="filters times" onSubmit={(event) => event.preventDefault()}>
        <TimeField name="from" title="At" />
        <TimeField name="to" title="And at" />
      </form>
      {isLoading && <Loading what="the audit log" />}
      {problem && <Failed problem={problem} />}
      {answer && answer.entities.length === 0 && <Empty>The audit log has nothing of these times.</Empty>}
      {answer && answer.entities.length > 0 && (
        <table class="stacked">
          <TableHead titles={['Entity', 'Before', 'After']} />
          <tbody>
            {answer.entities.map(({ entity, before, after, isDifferent }) => (
              <tr key={entity} class={isDifferent ? 'different' : ''}>
                <td>
                  <Their text={entity} />
                </td>
                <Cell title="Before">{before}</Cell>
                <Cell title="After">{isDifferent ? <strong>{after}</strong> : after}</Cell>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Section>
  );
}

function TimeField({ name, title }: { readonly name: string; readonly title: string }) {
  const instant = timeOf(parameter(name));
  return (
    <label>
      {title}
      <input
        type="datetime-local"
        step={1}
        value={instant ? fieldTime(instant) : ''}
        onChange={({ currentTarget }) => changeQuery({ [name]: timeOf(currentTarget.value)?.toISOString() })}
      />
    </label>
  );
}

function timeOf(text: string): Date | undefined {
  const time = new Date(text);
  return Number.isNaN(time.getTime()) ? undefined : time;
}
