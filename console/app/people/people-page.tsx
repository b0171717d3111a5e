/** People: who has access, why, and since when. */
import type { PeopleFound, PersonRow } from '../../shapes/people.ts';
import { finishedJobs } from '../jobs.tsx';
import { usePageActions } from '../keys.ts';
import { useLoaded } from '../loaded.ts';
import { Cell, Command, Empty, Failed, Link, Loading, Their } from '../parts.tsx';
import { changeQuery, navigate, parameter, withQuery } from '../router.ts';
import { TableHead } from '../table-head.tsx';
import { count } from '../time.ts';
import { PersonView } from './person-view.tsx';

export function PeoplePage() {
  const person = parameter('person');
  return person ? <PersonView name={person} /> : <Search />;
}

function Search() {
  const query = parameter('query');
  const path = `/people?query=${encodeURIComponent(query)}`;
  const { answer, problem, isLoading } = useLoaded<PeopleFound>(path, finishedJobs.value);
  const people = answer?.people ?? [];
  usePageActions([
    {
      key: 'Enter',
      does: 'Open the first person',
      run: () => {
        const [first] = people;
        if (first) navigate(withQuery({ person: first.key }));
      },
    },
  ]);
  return (
    <div class="page people">
      <div class="heading">
        <h1>People</h1>
        <p class="status" role="status">
          {isLoading ? 'searching…' : answer && describeFound(answer)}
        </p>
        <Command words={['people', 'show', '<login>']} />
      </div>
      <form class="filters" onSubmit={(event) => event.preventDefault()}>
        <label class="wide">
          Name, login or account
          <input
            type="search"
            name="query"
            value={query}
            autocomplete="off"
            placeholder="everybody"
            onInput={({ currentTarget }) => changeQuery({ query: currentTarget.value })}
            onKeyDown={({ key }) => {
              const [first] = people;
              if (key === 'Enter' && first && !isLoading) navigate(withQuery({ person: first.key }));
            }}
          />
        </label>
      </form>
      {problem && <Failed problem={problem} />}
      {isLoading && !answer && <Loading what="the people" />}
      {answer && people.length === 0 && (
        <Empty>
          {query === ''
            ? 'Nobody is known yet. A person appears with the first event about them.'
            : `Nobody is known by “${query}”.`}
        </Empty>
      )}
      {people.length > 0 && <PeopleTable people={people} />}
    </div>
  );
}

function describeFound({ people, isAll }: PeopleFound): string {
  return isAll ? count(people.length, 'person', 'people') : `the first ${people.length}; type more of the name`;
}

function PeopleTable({ people }: { readonly people: readonly PersonRow[] }) {
  return (
    <table class="stacked">
      <TableHead titles={['Login', 'State', 'Sources', 'Access', 'Pending']} />
      <tbody>
        {people.map(({ key, login, name, state, sources, access, pending }) => (
          <tr key={key}>
            <td>
              <Link to={withQuery({ person: key })}>
                <Their text={login} />
              </Link>
              {name && (
                <>
                  {' '}
                  <Their text={name} />
                </>
              )}
            </td>
            <Cell title="State">{state ?? 'no source'}</Cell>
            <Cell title="Sources">{sources.join(', ')}</Cell>
            <Cell title="Access">{access.join(', ')}</Cell>
            <Cell title="Pending">{pending.join(', ')}</Cell>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
