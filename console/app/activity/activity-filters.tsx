/** The filters of the page Activity. The address holds them. */
import type { ActivityRow } from '../../shapes/activity.ts';
import { stage } from '../api.ts';
import { changeQuery, parameter } from '../router.ts';
import { type Filters, filterNames, outcomeCounts } from './activity-store.ts';

/** Minutes, and their words. */
const periods = [
  ['15', 'last 15 minutes'],
  ['60', 'last hour'],
  ['360', 'last 6 hours'],
  ['1440', 'last day'],
] as const;

export function readFilters(): Filters {
  const [person, entity, operation, outcome, source] = filterNames.map(parameter);
  return {
    ...{ person: person ?? '', entity: entity ?? '', operation: operation ?? '' },
    ...{ outcome: outcome ?? '', source: source ?? '' },
  };
}

export function readMinutes(): string {
  return parameter('minutes') || '60';
}

export function ActivityFilters({ rows }: { readonly rows: readonly ActivityRow[] }) {
  const filters = readFilters();
  const { entities = [], operations = [] } = stage.value ?? {};
  const isFiltered = filterNames.some((name) => filters[name] !== '');
  const clear = () => changeQuery(Object.fromEntries(filterNames.map((name) => [name, undefined])));
  const known = outcomeCounts(rows);
  const outcomes = known.map(({ outcome }) => outcome);
  return (
    <form class="filters" aria-label="Filters" onSubmit={(event) => event.preventDefault()}>
      <Field name="person" title="Person" value={filters.person} />
      <Choice name="entity" title="Entity" value={filters.entity} choices={entities.map(({ name }) => name)} />
      <Choice
        name="operation"
        title="Operation"
        value={filters.operation}
        choices={operations.map(({ name }) => name)}
      />
      <Choice name="outcome" title="Outcome" value={filters.outcome} choices={outcomes} />
      <Field name="source" title="Source" value={filters.source} />
      <label>
        Time
        <select value={readMinutes()} onChange={({ currentTarget: { value } }) => changeQuery({ minutes: value })}>
          {periods.map(([minutes, words]) => (
            <option key={minutes} value={minutes}>
              {words}
            </option>
          ))}
        </select>
      </label>
      <button type="button" onClick={clear} disabled={!isFiltered}>
        Clear
      </button>
    </form>
  );
}

interface FieldProps {
  readonly name: string;
  readonly title: string;
  readonly value: string;
}

function Field({ name, title, value }: FieldProps) {
  return (
    <label>
      {title}
      <input
        type="text"
        name={name}
        value={value}
        autocomplete="off"
        placeholder="any"
        onInput={({ currentTarget }) => changeQuery({ [name]: currentTarget.value })}
      />
    </label>
  );
}

function Choice({ name, title, value, choices }: FieldProps & { readonly choices: readonly string[] }) {
  const all = value === '' || choices.includes(value) ? choices : [...choices, value];
  return (
    <label>
      {title}
      <select name={name} value={value} onChange={({ currentTarget }) => changeQuery({ [name]: currentTarget.value })}>
        <option value="">any</option>
        {all.map((choice) => (
          <option key={choice} value={choice}>
            {choice}
          </option>
        ))}
      </select>
    </label>
  );
}
