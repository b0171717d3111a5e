/** Learns whether a person is active, suspended, or has left. In any order of arrival, a suspension lifts no leaving. */
import { endsEverything } from '../identity/identity-change.ts';
import type { PersonReading } from '../identity/reading.ts';
import type { EmploymentState, SourceAccount, StateTimes } from './known-person.ts';
import { saidAtOf, sinceOf } from './source-accounts.ts';
import { bothTimes, earlier } from './statement-times.ts';

type Employment = Pick<SourceAccount, 'state' | 'suspension'>;
type State = NonNullable<Employment['state']>;

/** What an event says of it. A membership says nothing. */
export function employmentIn(reading: PersonReading): Employment {
  const is = stateIn(reading);
  if (is === undefined) return {};
  const times = { saidAt: saidAtOf(reading), since: sinceOf(reading), reportedAt: reading.time };
  return is === 'suspended' ? { suspension: times } : { state: { is, ...times } };
}

function stateIn({ change, person }: PersonReading): EmploymentState['is'] | undefined {
  if (endsEverything(change)) return change;
  return change === 'joined' || person['active'] === true ? 'active' : undefined;
}

/**
 * What two statements say together. A suspension is kept behind a leaving: a late return may lift the leaving, and be older
 * than the suspension.
 */
export function newerEmployment(known: Employment, said: Employment): Employment {
  const states = [known.state, said.state].flatMap((state) => state ?? []);
  const returns = states.filter(({ is }) => is === 'active').map(({ saidAt }) => saidAt);
  const suspensions = [known.suspension, said.suspension].flatMap((suspension) => suspension ?? []);
  // At one time, the end counts.
  const unlifted = suspensions.filter(({ saidAt }) => returns.every((returnedAt) => saidAt >= returnedAt));
  return { state: combined(states, newerState), suspension: combined(unlifted, withBothTimes) };
}

function combined<Said>(all: readonly Said[], newer: (one: Said, other: Said) => Said): Said | undefined {
  return all.length === 0 ? undefined : all.reduce(newer);
}

/** At one time, the end counts. */
function newerState(known: State, said: State): State {
  if (known.is === said.is) return withBothTimes(known, said);
  const isNewer = said.saidAt > known.saidAt || (said.saidAt === known.saidAt && said.is === 'left');
  return isNewer ? said : known;
}

function withBothTimes<Said extends StateTimes>(known: Said, said: Said): Said {
  return { ...known, ...bothTimes(known, said), reportedAt: earlier(known.reportedAt, said.reportedAt) };
}
