/** People: who has access, why, and since when. */
import { useSignal } from '@preact/signals';
import type { PeopleFound, PersonRow } from '../../shapes/people.ts';
import { finishedJobs } from '../jobs.tsx';
import { usePageActions } from '../keys.ts';
import { useLoaded } from '../loaded.ts';
import { Cell, Command, Empty, Failed, Link, Loading, Their } from '../parts.tsx';
import { navigate, parameter, withQuery } from '../router.ts';
import { SearchForm } from '../search-form.tsx';
import { TableHead } from '../table-head.tsx';
import { count } from '../time.ts';
import { PersonView } from './person-view.tsx';

export function PeoplePage() {
  const person = parameter('person');
  return person ? <PersonView name={person} /> : <Search />;
}

function Search() {
  const query = parameter('query');
  const version = useSignal(0);
  const path = `/people?query=${encodeURIComponent(query)}`;
  const { answer, problem, isLoading } = useLoaded<PeopleFound>(path, version.value + finishedJobs.value);
  const people = answer?.people ?? [];
  const openFirst = () => {
    const [first] = people;
    if (first && !isLoading) navigate(withQuery({ person: first.key }));
  };
  const searchAgain = () => {
    if (problem) version.value += 1;
    else openFirst();
  };
  usePageActions([{ key: 'Enter', does: 'Open the first person', run: openFirst }]);
  return (
    <div class="page people">
      <div class="heading">
        <h1>People</h1>
        <p class="status" role="status">
          {isLoading ? 'searching…' : answer && describeFound(answer)}
        </p>
        <Command words={['people', 'show', '<login>']} />
      </div>
      <SearchForm
        name="query"
        label="Name, login or account"
        action="Search"
        placeholder="everybody"
        onAgain={searchAgain}
      />
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
  return isAll ? count(people.length, 'person', 'people') : `the first ${people.length}; search by more of the name`;
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
