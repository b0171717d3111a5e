/** What a policy makes of many messages: one row for each thing that happened to a person. */

import { counted, countsOf, plainTable } from '../../cli/terminal/table.ts';
import { clipped, printable } from '../../cli/terminal/text.ts';
import { naming } from '../../lib/identity/identity-change.ts';
import type { Policy } from '../../lib/policy/policy.ts';
import type { Line } from '../../lib/translation/plan.ts';
import { explain, TooLong, Unreadable } from '../errors.ts';
import { accessChanges } from '../log/outcome-line.ts';
import { type Trial, tryPolicy } from './trial.ts';

/** What becomes of a file that never comes to a translation. */
type FileOutcome = 'no-event' | 'too-long' | 'error';

export interface Row extends Omit<Line, 'outcome'> {
  readonly file: string;
  /** Which of the file's events it belongs to, from 1 on; undefined where no event was read. */
  readonly event?: number;
  /** By the first name that the event has for the person, where it names somebody. */
  readonly person?: string | undefined;
  readonly outcome: Line['outcome'] | FileOutcome;
}

/** @param body of a message */
export function rowsOf(policy: Policy, file: string, body: string, sentAt: string): readonly Row[] {
  const trials = tryPolicy(policy, body, sentAt);
  if (trials.length === 0) return [{ file, source: undefined, outcome: 'no-event' }];
  return trials.map((trial) => ({ file, event: trial.event, person: personOf(trial), ...trial.line }));
}

/** What becomes of a file that cannot be read, or that brings the translation down. */
export function rowOfFailure(file: string, error: unknown): Row {
  const outcome = error instanceof TooLong ? 'too-long' : 'error';
  return { file, source: undefined, outcome, reason: error instanceof Unreadable ? error.problem : explain(error) };
}

function personOf({ line, reading }: Trial): string | undefined {
  if (reading?.kind !== 'person') return undefined;
  const { person } = reading;
  const name = naming.find((attribute) => Object.hasOwn(person, attribute));
  return line.username ?? (name && String(person[name]));
}

const maxCellLength = 40;

/** Room for a sentence. */
const maxOutcomeLength = 80;

export function simulationTable(rows: readonly Row[]): string {
  return plainTable(
    ['FILE', 'SOURCE', 'PERSON', 'CHANGE', 'OUTCOME', 'ENTITIES'],
    rows.map(({ file, source, person, change, outcome, reason, ...entities }) => [
      printable(file),
      clipped(source ?? '-', maxCellLength),
      clipped(person ?? '-', maxCellLength),
      change ?? '-',
      clipped(reason === undefined ? outcome : `${outcome}: ${reason}`, maxOutcomeLength),
      accessChanges(entities).join('; ') || '-',
    ]),
  );
}

/** How many there were of each; an outcome for each thing that happened, and entities once for each person. */
export function totalsOf(rows: readonly Row[]) {
  const outcomes = Map.groupBy(rows, ({ outcome }) => outcome);
  const sum = (entities: (row: Row) => readonly string[] | undefined) =>
    rows.reduce((count, row) => count + (entities(row)?.length ?? 0), 0);
  return {
    files: new Set(rows.map(({ file }) => file)).size,
    events: new Set(rows.flatMap(({ file, event }) => (event === undefined ? [] : `${event} ${file}`))).size,
    outcomes: Object.fromEntries([...outcomes].map(([outcome, { length }]) => [outcome, length])),
    granted: sum(({ granted }) => granted),
    revoked: sum(({ revoked }) => revoked),
    reported: sum(({ reported }) => reported),
  };
}

export function sumOf(rows: readonly Row[]): string {
  const { files, events, granted, revoked, reported } = totalsOf(rows);
  const outcomes = countsOf(rows.map(({ outcome }) => outcome));
  return [
    `${counted(files, 'file')}, ${counted(events, 'event')}.`,
    `Outcomes: ${outcomes}.`,
    `Access: ${granted} granted, ${revoked} revoked, ${reported} reported.`,
  ].join(' ');
}
