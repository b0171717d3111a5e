/** What a policy makes of many messages: one row for each change of a person. */
import { identifyingAttributes } from '../../lib/identity/identity-change.ts';
import type { Policy } from '../../lib/policy/policy.ts';
import type { EventLine } from '../../lib/translation/plan.ts';
import { FileTooLong, UnreadableFile } from '../errors.ts';
import { explainError } from '../explain-error.ts';
import { type Trial, tryPolicy } from './trial.ts';

/** What becomes of a file that cannot be translated. */
type FileOutcome = 'no-event' | 'too-long' | 'error';

export interface SimulationRow extends Omit<EventLine, 'outcome'> {
  readonly file: string;
  /** The number of the event in the file, from 1; undefined if there is no event. */
  readonly event?: number;
  /** The first name that the event has for the person, if it names one. */
  readonly person?: string | undefined;
  readonly outcome: EventLine['outcome'] | FileOutcome;
}

/** @param body of a message */
export function simulateMessage(policy: Policy, file: string, body: string, sentAt: string): readonly SimulationRow[] {
  const trials = tryPolicy(policy, body, sentAt);
  if (trials.length === 0) return [{ file, source: undefined, outcome: 'no-event' }];
  return trials.map((trial) => ({ file, event: trial.event, person: personOf(trial), ...trial.line }));
}

/** The row of a file that cannot be read, or that makes the translation fail. */
export function rowOfFailure(file: string, error: unknown): SimulationRow {
  const outcome = error instanceof FileTooLong ? 'too-long' : 'error';
  const reason = error instanceof UnreadableFile ? error.problem : explainError(error);
  return { file, source: undefined, outcome, reason };
}

function personOf({ line, reading }: Trial): string | undefined {
  if (reading?.kind !== 'person') return line.username;
  const { person } = reading;
  const name = identifyingAttributes.find((attribute) => Object.hasOwn(person, attribute));
  return line.username ?? (name && String(person[name]));
}

/** Counts files, events, an outcome for each change of a person, the unclear ones by reason and source, and entities. */
export function totalsOf(rows: readonly SimulationRow[]) {
  const outcomes = Map.groupBy(rows, ({ outcome }) => outcome);
  const sum = (entities: (row: SimulationRow) => readonly string[] | undefined) =>
    rows.reduce((count, row) => count + (entities(row)?.length ?? 0), 0);
  return {
    files: new Set(rows.map(({ file }) => file)).size,
    events: new Set(rows.flatMap(({ file, event }) => (event === undefined ? [] : `${event} ${file}`))).size,
    outcomes: Object.fromEntries([...outcomes].map(([outcome, { length }]) => [outcome, length])),
    unresolvable: unresolvableByReason(rows),
    granted: sum(({ granted }) => granted),
    revoked: sum(({ revoked }) => revoked),
    reported: sum(({ reported }) => reported),
  };
}

/** How many changes of each source are unclear, by reason: the most frequent reason first. */
function unresolvableByReason(
  rows: readonly SimulationRow[],
): Readonly<Record<string, Readonly<Record<string, number>>>> {
  const unclear = rows.filter(({ outcome }) => outcome === 'unresolvable');
  const byReason = [...Map.groupBy(unclear, ({ reason }) => reason ?? 'unknown')];
  return Object.fromEntries(
    byReason
      .toSorted(([, one], [, other]) => other.length - one.length)
      .map(([reason, of]) => {
        const bySource = Map.groupBy(of, ({ source }) => source ?? 'unknown');
        return [reason, Object.fromEntries([...bySource].map(([source, { length }]) => [source, length]))];
      }),
  );
}
