/** The report of a run: JSON for programs that compare runs, and a table for people. */
import { cpus, platform, release, totalmem } from 'node:os';
import Table from 'cli-table3';
import { allowedBy } from './access-course.ts';
import type { SoakFault } from './faults.ts';
import type { FunctionsLog } from './functions-log.ts';
import type { HeapTrend } from './heap.ts';
import { accessCourses, demandedEffects, type RunJudgement } from './judgement.ts';
import type { SoakMessage } from './messages.ts';
import { operations } from './operations.ts';
import type { SoakOptions } from './options.ts';
import type { SoakSchedule, SoakStep } from './schedule.ts';
import type { ZuoraTrace } from './zuora-trace.ts';

/** The maximum number of examples of a broken promise. */
const maxExamples = 10;

/** The largest change of a flat heap, as a share. */
const maxFlatGrowth = 0.1;

export interface SoakRun {
  readonly options: SoakOptions;
  readonly schedule: SoakSchedule;
  readonly packageVersion: string;
  readonly date: Date;
  /** From the first message sent to the last one done, without the waits for an operator. */
  readonly seconds: number;
  readonly judgement: RunJudgement;
  readonly outcomes: FunctionsLog['outcomes'];
  readonly trace: ZuoraTrace;
  readonly deadLetters: number;
  readonly kills: number;
  readonly invocationsCutOff: number;
  readonly heap: readonly HeapTrend[];
}

export type SoakReport = ReturnType<typeof reportOf>;

export function reportOf(run: SoakRun) {
  const { options, schedule, judgement, trace, heap } = run;
  const { published } = schedule;
  const planted = schedule.steps.flatMap(faultsOf);
  return {
    date: run.date.toISOString(),
    seed: options.seed,
    scheduleSha256: schedule.hash,
    machine: {
      cpus: cpus().length,
      cpu: cpus()[0]?.model ?? 'unknown',
      memory: `${Math.round(totalmem() / 2 ** 30)} GiB`,
      platform: `${platform()} ${release()}`,
    },
    versions: { node: process.version, package: run.packageVersion },
    messages: {
      total: published.length,
      ...countsOf(published),
    },
    seconds: Math.round(run.seconds),
    messagesPerSecond: rounded(published.length / run.seconds),
    broken: Object.fromEntries(
      Object.entries(judgement).map(([how, what]) => [
        how,
        { count: what.length, examples: what.slice(0, maxExamples) },
      ]),
    ),
    effectiveChanges: {
      expected: demandedEffects(published).size,
      ...courseCounts(run),
      made: [...trace.effects.values()].reduce((sum, count) => sum + count, 0),
    },
    deadLetters: {
      expected: published.flatMap(({ expected }) => expected.deadLetters).length,
      found: run.deadLetters,
    },
    operations: Object.fromEntries(
      operations.map((operation) => [
        operation,
        {
          messages: countsOf(published.filter((message) => message.operation === operation)),
          outcomes: inOrder(run.outcomes[operation] ?? {}),
        },
      ]),
    ),
    zuora: {
      calls: trace.calls,
      failedCalls: trace.failedCalls,
      callsPerMessage: rounded(trace.calls / published.length),
      repeatedRequests: [...trace.repeatedRequests.values()].reduce((sum, count) => sum + count, 0),
      tokenRequests: trace.tokenRequests,
    },
    faults: {
      processesKilled: run.kills,
      invocationsCutOff: run.invocationsCutOff,
      shareOfCalls: rounded(planted.length / trace.calls),
      ...counted(planted.map(({ kind }) => kind)),
    },
    heap: heap.map(({ operation, samples, firstHalf, lastTenth, growth }) => ({
      operation,
      samples,
      firstHalfMiB: mebibytes(firstHalf),
      lastTenthMiB: mebibytes(lastTenth),
      growthPercent: rounded(growth * 100),
      flat: Math.abs(growth) <= maxFlatGrowth,
    })),
  };
}

function faultsOf(step: SoakStep): readonly SoakFault[] {
  if (step.do === 'publish') return step.message.faults;
  return step.do === 'plant' ? [step.fault] : [];
}

/** How often each name occurs. */
function counted(names: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const name of names.toSorted()) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}

function countsOf(published: readonly SoakMessage[]) {
  const count = (holds: (message: SoakMessage) => boolean) => published.filter(holds).length;
  return {
    good: count(({ expected, isDuplicate }) => expected.deadLetters.length === 0 && !isDuplicate),
    bad: count(({ expected, isDuplicate }) => expected.deadLetters.length > 0 && !isDuplicate),
    duplicates: count(({ isDuplicate }) => isDuplicate),
  };
}

/** The number of accesses of which only the result is known, and the number of those in which something changed. */
function courseCounts({ schedule, trace }: SoakRun) {
  const courses = accessCourses(schedule.published);
  const changed = courses.filter((course) => allowedBy(course).some(([effect]) => trace.effects.has(effect)));
  return { courses: courses.length, coursesWithChanges: changed.length };
}

function inOrder(counts: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(Object.entries(counts).toSorted(([a], [b]) => a.localeCompare(b)));
}

export function tableOf({
  broken,
  messages,
  effectiveChanges,
  deadLetters,
  operations: functions,
  zuora,
  faults,
  heap,
  machine,
  versions,
  ...run
}: SoakReport): string {
  const table = new Table({ style: { head: [], border: [] } });
  function rows(group: string, values: Readonly<Record<string, unknown>>): void {
    table.push(...Object.entries(values).map(([name, value]) => [group, inWords(name), String(value)]));
  }
  rows('promises broken', Object.fromEntries(Object.entries(broken).map(([how, { count }]) => [how, count])));
  rows('messages', messages);
  rows('effective changes', effectiveChanges);
  rows('dead letters', deadLetters);
  for (const [operation, { messages: sent, outcomes }] of Object.entries(functions)) {
    table.push([operation, 'messages', `${sent.good} good, ${sent.bad} bad, ${sent.duplicates} duplicates`]);
    table.push(...Object.entries(outcomes).map(([name, count]) => [operation, name, String(count)]));
  }
  rows('Zuora', zuora);
  rows('faults', faults);
  rows('run', { ...run, ...versions, ...machine });
  for (const { operation, firstHalfMiB, lastTenthMiB, growthPercent } of heap) {
    table.push(['heap, MiB', operation, `${firstHalfMiB}, in the last tenth ${lastTenthMiB}: ${growthPercent} % more`]);
  }
  const examples = Object.entries(broken).flatMap(([how, { examples: named }]) =>
    named.map((what) => `${inWords(how)}: ${what}`),
  );
  return [table.toString(), ...examples].join('\n');
}

/** `callsPerMessage` is `calls per message`. */
function inWords(name: string): string {
  return name.replace(/(?<=[a-z])[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

function rounded(number: number): number {
  return Math.round(number * 100) / 100;
}

function mebibytes(bytes: number): number {
  return rounded(bytes / 2 ** 20);
}
