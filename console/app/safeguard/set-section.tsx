/** The people of a set, and what becomes of them. */
import { useSignal } from '@preact/signals';
import type { QuarantineRow, ReleaseRequest, SetRequest, WaitingRow } from '../../shapes/safeguard.ts';
import { post, stage } from '../api.ts';
import { Dialog } from '../dialog.tsx';
import { DialogForm } from '../dialog-form.tsx';
import { markedIn } from '../marked.ts';
import { Badge, Cell, Link, Their, Time } from '../parts.tsx';
import { personAddress } from '../people/person-address.ts';
import { Section } from '../section.tsx';
import { useSubmit } from '../submit.ts';
import { TableHead } from '../table-head.tsx';
import { count } from '../time.ts';

/** What a dialog is about, as it was when it opened. */
interface Asked {
  readonly set: QuarantineRow;
  readonly deed: 'release' | 'keep';
  /** The ids of those who are released; undefined for all. */
  readonly only: readonly string[] | undefined;
}

interface SetSectionProps {
  readonly set: QuarantineRow;
  readonly onDone: () => void;
}

export function SetSection({ set, onDone }: SetSectionProps) {
  const marked = useSignal<ReadonlySet<string>>(new Set());
  const asking = useSignal<Asked | undefined>(undefined);
  const isReadOnly = stage.value?.isReadOnly ?? true;
  const only = markedIn(
    marked.value,
    set.people.map(({ id }) => id),
  );
  const toggle = (id: string) => {
    const others = new Set(marked.value);
    if (!others.delete(id)) others.add(id);
    marked.value = others;
  };
  return (
    <Section title={`People who wait: ${set.cause}`}>
      {!isReadOnly && (
        <p class="actions">
          <button
            type="button"
            class="primary"
            disabled={only?.length === 0}
            onClick={() => {
              asking.value = { set, deed: 'release', only };
            }}
          >
            Release {only ? count(only.length, 'selected person', 'selected people') : 'all'}…
          </button>
          {only && (
            <button
              type="button"
              class="quiet"
              onClick={() => {
                marked.value = new Set();
              }}
            >
              Select none
            </button>
          )}
          {set.state === 'open' && (
            <button
              type="button"
              onClick={() => {
                asking.value = { set, deed: 'keep', only: undefined };
              }}
            >
              Keep…
            </button>
          )}
        </p>
      )}
      <PeopleTable people={set.people} isMarked={(id) => marked.value.has(id)} onToggle={toggle} />
      {asking.value && (
        <AnswerDialog
          {...asking.value}
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
  readonly isMarked: (id: string) => boolean;
  readonly onToggle: (id: string) => void;
}

function PeopleTable({ people, isMarked, onToggle }: PeopleTableProps) {
  return (
    <table class="stacked">
      <TableHead titles={['Person', 'Change', 'Rules or sources', 'Since']} />
      <tbody>
        {people.map(({ id, login, isLeaver, effects }) => (
          <tr key={id}>
            <td>
              <input
                type="checkbox"
                checked={isMarked(id)}
                aria-label={`Select ${login}`}
                onChange={() => onToggle(id)}
              />{' '}
              <Link to={personAddress(login, id)}>
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

interface AnswerDialogProps extends Asked {
  readonly onClose: (isDone: boolean) => void;
}

const words = {
  release:
    'These changes happen. Each person is decided anew within a few minutes, so what does not apply any more does not happen.',
  keep: 'These changes do not happen, until the facts or the rules behind them change. Correct the source or the policy too.',
} as const;

function AnswerDialog({ set, only, deed, onClose }: AnswerDialogProps) {
  const submission = useSubmit();
  const action = deed === 'release' ? 'Release' : 'Keep';
  const people = only ? set.people.filter(({ id }) => only.includes(id)) : set.people;
  const send = () => {
    const effects = people.flatMap((one) => one.effects.map(({ id }) => id));
    const seen: SetRequest = { set: set.set, state: set.state, effects };
    const request = deed === 'keep' ? seen : ({ ...seen, isAll: only === undefined } satisfies ReleaseRequest);
    return post(`/safeguard/${deed}`, request);
  };
  return (
    <Dialog title={`${action} ${count(people.length, 'person', 'people')}`} onClose={() => onClose(false)}>
      <p>
        {set.direction} by <Their text={set.cause} />. {words[deed]}
      </p>
      <DialogForm submission={submission} send={send} action={action} first="action" onClose={onClose} />
    </Dialog>
  );
}
