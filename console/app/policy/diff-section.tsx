/** What another policy would change, by name. */
import { useSignal } from '@preact/signals';
import type { DiffRequest, DiffView } from '../../shapes/policy.ts';
import { post } from '../api.ts';
import { useLoaded } from '../loaded.ts';
import { Cell, Empty, Failed, Link, Loading, Their } from '../parts.tsx';
import { personAddress } from '../people/person-address.ts';
import { useQuestion } from '../question.ts';
import { Section } from '../section.tsx';
import { TableHead } from '../table-head.tsx';
import { count } from '../time.ts';

export function DiffSection() {
  const text = useSignal('');
  const send = () => post<DiffView>('/policy/diff', { policy: text.value } satisfies DiffRequest);
  const { submission, ask, answer } = useQuestion(text.value, send);
  const choose = async (file: File | undefined) => {
    if (file) text.value = await file.text();
  };
  return (
    <Section title="Compare with another policy">
      <form
        class="try"
        onSubmit={(event) => {
          event.preventDefault();
          void ask();
        }}
      >
        <label>
          A file
          <input type="file" accept=".yml,.yaml" onChange={({ currentTarget }) => choose(currentTarget.files?.[0])} />
        </label>
        <label>
          The other policy
          <textarea
            required
            rows={6}
            spellcheck={false}
            value={text}
            onInput={({ currentTarget }) => {
              text.value = currentTarget.value;
            }}
          />
        </label>
        <p class="actions">
          <button type="submit" disabled={submission.isBusy}>
            Compare
          </button>
        </p>
      </form>
      {submission.isBusy.value && <Loading what="the people" />}
      {submission.problem.value && <Failed problem={submission.problem.value} />}
      {answer && <Differences view={answer} />}
    </Section>
  );
}

/** The policy in force against the file. */
export function WaitingSection() {
  const { answer, problem, isLoading } = useLoaded<DiffView>('/policy/waiting');
  return (
    <Section title="Waits for policy apply">
      {problem && <Failed problem={problem} />}
      {isLoading && <Loading what="the people" />}
      {answer && <Differences view={answer} />}
    </Section>
  );
}

function Differences({ view: { compared, rows, isPart } }: { readonly view: DiffView }) {
  if (rows.length === 0) return <Empty>No differences. {count(compared, 'person', 'people')} compared.</Empty>;
  return (
    <>
      <p class="status">
        {count(compared, 'person', 'people')} compared. {isPart && `These are the first ${rows.length} differences.`}
      </p>
      <table class="stacked">
        <TableHead titles={['Person', 'Entity', 'Change', 'Before', 'After']} />
        <tbody>
          {rows.map(({ person, login, entity, change, before, after }) => (
            <tr key={`${person} ${entity}`}>
              <td>
                <Link to={personAddress(login, person)}>
                  <Their text={login} />
                </Link>
              </td>
              <Cell title="Entity">{entity}</Cell>
              <Cell title="Change">{change}</Cell>
              <Cell title="Before">{before}</Cell>
              <Cell title="After">{after}</Cell>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}
