/** Safeguard and dates: what waits for an operator, and what is announced for a date. */
import { useSignal } from '@preact/signals';
import type { QuarantineRow, SafeguardState } from '../../shapes/safeguard.ts';
import { stage } from '../api.ts';
import { usePageActions } from '../keys.ts';
import { useLoaded } from '../loaded.ts';
import { Cell, Command, Empty, Failed, Loading, Their, word } from '../parts.tsx';
import { changeQuery, parameter } from '../router.ts';
import { Section } from '../section.tsx';
import { selectionKeys } from '../selection-keys.ts';
import { TableHead } from '../table-head.tsx';
import { age, count } from '../time.ts';
import { DatedSection } from './dated-section.tsx';
import { ExpectDialog } from './expect-dialog.tsx';
import { SetSection } from './set-section.tsx';

export function SafeguardPage() {
  const version = useSignal(0);
  const isExpecting = useSignal(false);
  const { answer, problem, isLoading } = useLoaded<SafeguardState>('/safeguard', version.value);
  const selected = answer?.sets.find(({ set }) => set === parameter('set'));
  const isReadOnly = stage.value?.isReadOnly ?? true;
  const again = () => {
    version.value += 1;
  };
  const select = (set: QuarantineRow | undefined) => changeQuery({ set: set?.set });
  usePageActions([
    { key: 'u', does: 'Read the safeguard again', run: again },
    ...selectionKeys('set', answer?.sets ?? [], selected, select),
    { key: 'Escape', does: 'Close the selected set', run: () => select(undefined) },
  ]);
  return (
    <div class="page safeguard">
      <div class="heading">
        <h1>Safeguard and dates</h1>
        <p class="actions">
          <button type="button" onClick={again} disabled={isLoading}>
            Read again
          </button>
          {!isReadOnly && (
            <button
              type="button"
              onClick={() => {
                isExpecting.value = true;
              }}
            >
              Announce changes…
            </button>
          )}
        </p>
        <Command words={selected ? ['safeguard', 'show', word(selected.set)] : ['safeguard', 'status']} />
      </div>
      {problem && <Failed problem={problem} />}
      {isLoading && !answer && <Loading what="the safeguard" />}
      {answer && <Limits state={answer} />}
      {answer && <Sets sets={answer.sets} selected={selected} onSelect={select} />}
      {selected && <SetSection set={selected} onDone={again} />}
      <DatedSection />
      {isExpecting.value && (
        <ExpectDialog
          onClose={() => {
            isExpecting.value = false;
            again();
          }}
        />
      )}
    </div>
  );
}

function Limits({ state: { isOff, activePeople, limits, expected } }: { readonly state: SafeguardState }) {
  return (
    <Section title="Thresholds">
      {isOff && <Empty>The policy switches the safeguard off.</Empty>}
      {limits.length > 0 && (
        <table class="stacked">
          <TableHead titles={['Counted', 'Used', 'Threshold']} />
          <tbody>
            {limits.map(({ name, used, limit }) => (
              <tr key={name}>
                <td>{name}</td>
                <Cell title="Used">{used === undefined ? 'by cause' : String(used)}</Cell>
                <Cell title="Threshold">{String(limit)}</Cell>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <p class="status">
        {activePeople === undefined
          ? 'The active people are not counted yet.'
          : `Of ${count(activePeople, 'active person', 'active people')}.`}{' '}
        {expected.map((line) => `${line} `)}
      </p>
    </Section>
  );
}

interface SetsProps {
  readonly sets: readonly QuarantineRow[];
  readonly selected: QuarantineRow | undefined;
  readonly onSelect: (set: QuarantineRow) => void;
}

function Sets({ sets, selected, onSelect }: SetsProps) {
  const now = Date.now();
  if (sets.length === 0) return <Empty>Nobody waits. Changes above a threshold appear here, by cause.</Empty>;
  return (
    <Section title="Changes that wait">
      <table class="groups stacked">
        <TableHead titles={['Cause', 'Changes', 'State', 'People', 'Leavers', 'Waiting']} />
        <tbody>
          {sets.map((set) => (
            <tr
              key={set.set}
              class={set === selected ? 'current' : ''}
              {...(set === selected && { 'aria-current': 'true' as const })}
              onClick={() => onSelect(set)}
            >
              <td>
                <button type="button" class="link" onClick={() => onSelect(set)}>
                  <Their text={set.cause} />
                </button>
              </td>
              <Cell title="Changes">{set.direction}</Cell>
              <Cell title="State">{set.state}</Cell>
              <Cell title="People">{String(set.people.length)}</Cell>
              <Cell title="Leavers">{String(set.people.filter(({ isLeaver }) => isLeaver).length)}</Cell>
              <Cell title="Waiting">{age(now - Date.parse(set.since))}</Cell>
            </tr>
          ))}
        </tbody>
      </table>
    </Section>
  );
}
