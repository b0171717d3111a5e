/** `safeguard status`: who waits, by cause, and what is expected. */
import { readExpectations } from '../../operator/safeguard/expectation.ts';
import { expectationLines } from '../../operator/safeguard/safeguard-words.ts';
import type { Session } from '../../operator/stack/session.ts';
import { quarantineTable, toExpectationJson, toQuarantineJson } from '../reports/safeguard-report.ts';
import { toJson } from '../terminal/text.ts';
import { readAllSets } from './quarantine-reading.ts';

/** @returns the exit code */
export async function showStatus(session: Session, { json }: { readonly json?: true }): Promise<number> {
  const { stack, now } = session;
  const sets = await readAllSets(session);
  const expected = await readExpectations(session);
  if (json) {
    console.log(toJson({ sets: sets.map((set) => toQuarantineJson(set)), expected: expected.map(toExpectationJson) }));
  } else if (sets.length > 0) {
    console.log(quarantineTable(sets, now(), process.stdout.columns));
  }
  for (const line of expectationLines(expected)) console.error(line);
  if (sets.length === 0) console.error(`Nobody waits in stage ${stack.stage}.`);
  return 0;
}
