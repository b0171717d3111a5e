/** `safeguard expect`: announces changes of many people. */
import type { Direction } from '../../lib/safeguard/effect.ts';
import { longestExpectation, readExpectations } from '../../operator/safeguard/expectation.ts';
import { announceRecorded } from '../../operator/safeguard/recorded-answers.ts';
import { expectationLines } from '../../operator/safeguard/safeguard-words.ts';
import { callerArn } from '../../operator/stack/caller.ts';
import type { Session } from '../../operator/stack/session.ts';
import { UsageError } from '../arguments/usage-error.ts';
import { toExpectationJson } from '../reports/safeguard-report.ts';
import { confirm } from '../terminal/confirmation.ts';
import { toJson } from '../terminal/text.ts';

export interface SafeguardExpectOptions {
  readonly count: number;
  /** Milliseconds since the epoch. */
  readonly until: number;
  readonly grants?: true;
  readonly source?: string;
  readonly yes?: true;
  readonly json?: true;
}

/**
 * @returns the exit code
 * @throws UsageError for a time in the past, or too far ahead, or OperatorError if the audit log cannot be written
 */
export async function expectChanges(session: Session, options: SafeguardExpectOptions): Promise<number> {
  const { count, until, grants, source, yes, json } = options;
  const { stage } = session.stack;
  const ahead = until - session.now();
  if (ahead <= 0 || ahead > longestExpectation) {
    throw new UsageError('--until: It must be a time within the next 7 days, such as 2026-12-01T18:00Z.');
  }
  const direction: Direction = grants ? 'grants' : 'revocations';
  const expected = { direction, count, until: new Date(until).toISOString(), ...(source && { source }) };
  if (!yes) {
    const known = (await readExpectations(session)).filter((one) => one.direction === direction);
    for (const line of expectationLines(known)) console.error(`${line} This takes its place.`);
    if (
      !(await confirm(`${expectationLines([expected]).join('')} Announce it to stage ${stage}?`, session.interruption))
    ) {
      console.error('Nothing was done.');
      return 1;
    }
  }
  await announceRecorded(session, { ...expected, by: await callerArn(session) });
  console.log(json ? toJson(toExpectationJson(expected)) : expectationLines([expected]).join(''));
  console.error('The functions know of it within a minute. For people who wait already, use safeguard release.');
  return 0;
}
