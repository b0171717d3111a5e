/** Policy: the file with its problems, whom its rules decide for, and what an event or another policy would do. */
import type { PolicyView, RulesView } from '../../shapes/policy.ts';
import { useLoaded } from '../loaded.ts';
import { Cell, Command, Failed, Link, Loading, Their } from '../parts.tsx';
import { personAddress } from '../people/person-address.ts';
import { Section } from '../section.tsx';
import { TableHead } from '../table-head.tsx';
import { count } from '../time.ts';
import { DiffSection, WaitingSection } from './diff-section.tsx';
import { PersonSection } from './person-section.tsx';
import { TrySection } from './try-section.tsx';

export function PolicyPage() {
  const { answer, problem, isLoading } = useLoaded<PolicyView>('/policy');
  return (
    <div class="page policy">
      <div class="heading">
        <h1>Policy</h1>
        <p class="status" role="status">
          {answer && `${answer.file}: ${answer.isSound ? 'sound' : count(answer.problems.length, 'problem')}`}
        </p>
        <Command words={['policy', 'check']} />
      </div>
      {problem && <Failed problem={problem} />}
      {isLoading && <Loading what="the policy" />}
      {answer && <p>In force: {answer.inForce}</p>}
      {answer?.isWaiting && <WaitingSection />}
      {answer && <PolicyText view={answer} />}
      {answer?.isSound && <Rules />}
      {answer?.isSound && <PersonSection />}
      {answer?.isSound && <TrySection />}
      {answer?.isSound && <DiffSection />}
    </div>
  );
}

/** Each problem stands at its line. */
function PolicyText({ view: { lines, problems, isSound } }: { readonly view: PolicyView }) {
  const ofLine = Map.groupBy(problems, ({ line }) => line);
  return (
    <Section title="The file">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must reach it */}
      <ol class="code" tabIndex={0} aria-label="Lines of the policy">
        {lines.map((text, index) => {
          const found = ofLine.get(index + 1) ?? [];
          return (
            <li key={`${index + 1} ${text}`} class={found.length > 0 ? 'marked' : ''}>
              <code>{text || ' '}</code>
              {found.map(({ problem }) => (
                <p key={problem} class={isSound ? '' : 'failed'}>
                  <Their text={problem} />
                </p>
              ))}
            </li>
          );
        })}
      </ol>
    </Section>
  );
}

function Rules() {
  const { answer, problem, isLoading } = useLoaded<RulesView>('/policy/rules');
  return (
    <Section title="Rules and people">
      {problem && <Failed problem={problem} />}
      {isLoading && <Loading what="the people" />}
      {answer && <p class="status">Of {count(answer.people, 'person', 'people')} who may get access.</p>}
      {answer && (
        <table class="stacked">
          <TableHead titles={['Rule', 'Matches', 'Undecided for', 'Unknown', 'Such as']} />
          <tbody>
            {answer.rules.map(({ rule, matches, undecided, unknown, examples }) => (
              <tr key={rule} class={matches === 0 ? 'different' : ''}>
                <td>{rule}</td>
                <Cell title="Matches">{matches === 0 ? 'nobody' : String(matches)}</Cell>
                <Cell title="Undecided for">{String(undecided)}</Cell>
                <Cell title="Unknown">{unknown.join(', ')}</Cell>
                <Cell title="Such as">
                  {examples.length > 0 &&
                    examples.slice(0, 3).map(({ person, login }) => (
                      <Link key={person} to={personAddress(login, person)}>
                        <Their text={login} />{' '}
                      </Link>
                    ))}
                </Cell>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Section>
  );
}
