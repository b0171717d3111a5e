/** What an operator says to the safeguard, with its entry in the audit log. */

import { type DeedSession, recordBeginning } from '../audit/operator-deeds.ts';
import { formatCount } from '../counts.ts';
import { type AnnouncedExpectation, announce } from './expectation.ts';
import { keep, type Quarantine, release, type SafeguardSession } from './quarantine.ts';
import type { WaitingPerson } from './waiting-people.ts';

type RecordingSession = SafeguardSession & DeedSession;

/**
 * Lets people of a set go.
 *
 * @param only some of them; undefined for all that are shown
 * @throws OperatorError if the log cannot be written, or somebody else has kept some of them since
 */
export async function releaseRecorded(
  session: RecordingSession,
  quarantine: Quarantine,
  { by, only }: { readonly by: string; readonly only?: readonly WaitingPerson[] | undefined },
): Promise<void> {
  const people = formatCount((only ?? quarantine.people).length, 'person', 'people');
  await recordBeginning(session, { ...deedOf(quarantine, by, people), what: 'release' });
  await release(session, quarantine, { by, only });
}

/**
 * Lets nobody of a set go.
 *
 * @throws OperatorError if the log cannot be written, or somebody else has released some of them
 */
export async function keepRecorded(session: RecordingSession, quarantine: Quarantine, by: string): Promise<void> {
  const people = formatCount(quarantine.people.length, 'person', 'people');
  await recordBeginning(session, { ...deedOf(quarantine, by, people), what: 'keep' });
  await keep(session, quarantine, by);
}

function deedOf({ set, cause, direction }: Quarantine, by: string, people: string) {
  return { subject: `set ${set}`, detail: `${people}, ${direction} by ${cause}`, by };
}

/**
 * Announces changes of many people.
 *
 * @throws OperatorError if the log cannot be written
 */
export async function announceRecorded(session: RecordingSession, expectation: AnnouncedExpectation): Promise<void> {
  const { direction, count, until, source, by } = expectation;
  const people = formatCount(count, 'person', 'people');
  const detail = [people, source && `from ${source}`, `until ${until}`].filter(Boolean).join(' ');
  await recordBeginning(session, { what: 'expect', subject: direction, detail, by });
  await announce(session, expectation);
}
