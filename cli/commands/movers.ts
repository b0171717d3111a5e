/** `movers`: the people who keep access for a time, after they have moved. */
import { formatCount } from '../../operator/counts.ts';
import { readMovers } from '../../operator/people/movers.ts';
import { entityNaming } from '../../operator/policy/entity-naming.ts';
import { findPolicy } from '../../operator/policy/found-policy.ts';
import type { Session } from '../../operator/stack/session.ts';
import { moversCsv, moversTable, toMoverJson } from '../reports/movers-report.ts';
import { clearProgress, showProgress } from '../terminal/progress-line.ts';
import { toJson } from '../terminal/text.ts';

export interface MoversOptions {
  /** The file with the entities' names; the stage's own if left out. */
  readonly policy?: string;
  readonly json?: true;
  readonly csv?: true;
}

/** @returns the exit code: 1 if the list is not complete */
export async function listMovers(session: Session, { policy, json, csv }: MoversOptions): Promise<number> {
  const { stage } = session.stack;
  const onRead = (people: number, found: number) =>
    showProgress(`${formatCount(people, 'person', 'people')} read, ${found} found`);
  const movers = await readMovers(session, onRead).finally(clearProgress);
  if (movers === undefined) return 1;
  if (json) console.log(toJson(movers.map(toMoverJson)));
  else if (csv) process.stdout.write(moversCsv(movers));
  else if (movers.length > 0) {
    const nameEntity = entityNaming(await findPolicy(stage, policy));
    console.log(moversTable(movers, session.now(), nameEntity, process.stdout.columns));
  }
  const people = new Set(movers.map(({ person }) => person)).size;
  console.error(
    people === 0
      ? `Nobody of stage ${stage} keeps access for a time after a move.`
      : `${formatCount(people, 'person keeps', 'people keep')} access for a time after a move.`,
  );
  return 0;
}
