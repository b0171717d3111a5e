/** Reads the sets of people who wait, with progress on the terminal. */
import { formatCount } from '../../operator/counts.ts';
import { type Quarantine, readQuarantine, readQuarantines } from '../../operator/safeguard/quarantine.ts';
import type { Session } from '../../operator/stack/session.ts';
import { clearProgress, showProgress } from '../terminal/progress-line.ts';

export function readAllSets(session: Session): Promise<readonly Quarantine[]> {
  return readQuarantines(session, showFound).finally(clearProgress);
}

/** @throws NotFound if nobody waits in the set */
export function readOneSet(session: Session, set: string): Promise<Quarantine> {
  return readQuarantine(session, set, showFound).finally(clearProgress);
}

function showFound(people: number): void {
  showProgress(`${formatCount(people, 'person waits', 'people wait')}`);
}
