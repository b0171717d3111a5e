/** The people of a set, and what becomes of them. */
import { useSignal } from '@preact/signals';
import type { QuarantineRow, SetRequest, WaitingRow } from '../../shapes/safeguard.ts';
import { post, stage, wordsOf } from '../api.ts';
import { Dialog } from '../dialog.tsx';
import { Badge, Cell, Failed, Link, Their, Time } from '../parts.tsx';
import { Section } from '../section.tsx';
import { count } from '../time.ts';

interface SetSectionProps {
  readonly set: QuarantineRow;
  readonly onDone: () => void;
}

export function SetSection({ set, onDone }: SetSectionProps) {
  const marked = useSignal<ReadonlySet<string>>(new Set());
  const asking = useSignal<'release' | 'keep' | undefined>(undefined);
  const isReadOnly = stage.value?.isReadOnly ?? true;
  const only = set.people.map(({ login }) => login).filter((login) => marked.value.has(login));
  const toggle = (login: string) => {
    const others = new Set(marked.value);
    if (!others.delete(login)) others.add(login);
    marked.value = others;
  };
  return (
    <Section title={`People who wait: ${set.cause}`}>
      {!isReadOnly && (
        <p class="actions">
          <button
            type="button"
            class="primary"
            onClick={() => {
              asking.value = 'release';
            }}
          >
            Release {only.length > 0 ? count(only.length, 'selected person', 'selected people') : 'all'}…
          </button>
          {set.state === 'open' && (
            <button
              type="button"
              onClick={() => {
                asking.value = 'keep';
              }}
            >
              Keep…
            </button>
          )}
        </p>
      )}
      <PeopleTable people={set.people} isMarked={(login) => marked.value.has(login)} onToggle={toggle} />
      {asking.value && (
        <AnswerDialog
          set={set}
          only={asking.value === 'release' ? only : []}
          deed={asking.value}
          onClose={(isDone) => {
            asking.value = undefined;
            if (isDone) onDone();
          }}
        />
      )}
    </Section>
  );
}

interface PeopleTableProps {
  readonly people: readonly WaitingRow[];
  readonly isMarked: (login: string) => boolean;
  readonly onToggle: (login: string) => void;
}

function PeopleTable({ people, isMarked, onToggle }: PeopleTableProps) {
  return (
    <table class="stacked">
      <thead>
        <tr>
          <th scope="col">Person</th>
          <th scope="col">Change</th>
          <th scope="col">Rules or sources</th>
          <th scope="col">Since</th>
        </tr>
      </thead>
      <tbody>
        {people.map(({ login, isLeaver, effects }) => (
          <tr key={login}>
            <td>
              <input
                type="checkbox"
                checked={isMarked(login)}
                aria-label={`Select ${login}`}
                onChange={() => onToggle(login)}
              />{' '}
              <Link to={`/people?person=${encodeURIComponent(login)}`}>
                <Their text={login} />
              </Link>{' '}
              {isLeaver && <Badge severity="warning">left</Badge>}
            </td>
            <Cell title="Change">{effects.map(({ change, entity }) => `${change} ${entity}`).join(', ')}</Cell>
            <Cell title="Behind it">{[...new Set(effects.flatMap(({ behind }) => behind))].join(', ')}</Cell>
            <Cell title="Since">{effects[0] && <Time at={effects[0].since} />}</Cell>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

interface AnswerDialogProps {
  readonly set: QuarantineRow;
  readonly only: readonly string[];
  readonly deed: 'release' | 'keep';
  readonly onClose: (isDone: boolean) => void;
}

const words = {
  release:
    'These changes happen. Each person is decided anew within a few minutes, so what does not apply any more does not happen.',
  keep: 'These changes do not happen, until the facts or the rules behind them change. Correct the source or the policy too.',
} as const;

function AnswerDialog({ set, only, deed, onClose }: AnswerDialogProps) {
  const problem = useSignal<string | undefined>(undefined);
  const say = async () => {
    const request: SetRequest = { set: set.set, ...(only.length > 0 && { only }) };
    try {
      await post(`/safeguard/${deed}`, request);
      onClose(true);
    } catch (error) {
      problem.value = wordsOf(error);
    }
  };
  const number = only.length > 0 ? only.length : set.people.length;
  return (
    <Dialog
      title={`${deed === 'release' ? 'Release' : 'Keep'} ${count(number, 'person', 'people')}`}
      onClose={() => onClose(false)}
    >
      <p>
        {set.direction} by <Their text={set.cause} />. {words[deed]}
      </p>
      {problem.value && <Failed problem={problem.value} />}
      <p class="actions">
        <button type="button" class="primary" data-first onClick={say}>
          {deed === 'release' ? 'Release' : 'Keep'}
        </button>
        <button type="button" onClick={() => onClose(false)}>
          Cancel
        </button>
      </p>
    </Dialog>
  );
}
