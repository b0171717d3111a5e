/** Learns whether a person is active, suspended, or has left. In any order of arrival, a suspension lifts no leaving. */
import { grantTime } from '../identity/event-time.ts';
import { endsEverything } from '../identity/identity-change.ts';
import type { PersonReading } from '../identity/reading.ts';
import type { EmploymentState, SourceAccount, StateTimes } from './known-person.ts';
import { saidAtOf, sinceOf } from './source-accounts.ts';
import { bothTimes, earlier, later } from './statement-times.ts';

type Employment = Pick<SourceAccount, 'state' | 'suspension' | 'lastLeftAt' | 'lateLeftAt'>;
type State = NonNullable<Employment['state']>;

/** What an event says of it. A membership says nothing. */
export function employmentIn(reading: PersonReading): Employment {
  const is = stateIn(reading);
  if (is === undefined) return {};
  // The end of a membership may say that the person is active.
  const counted = is === 'active' ? { ...reading, time: grantTime(reading) } : reading;
  const times = { saidAt: saidAtOf(counted), since: sinceOf(counted), reportedAt: counted.time };
  return is === 'suspended' ? { suspension: times } : { state: { is, ...times } };
}

function stateIn({ change, person }: PersonReading): EmploymentState['is'] | undefined {
  if (endsEverything(change)) return change;
  return change === 'joined' || person['active'] === true ? 'active' : undefined;
}

/**
 * What two statements say together. A suspension is kept behind a leaving: a late return may lift the leaving, and be older
 * than the suspension.
 *
 * @param known what was said before, in order of arrival
 */
export function newerEmployment(known: Employment, said: Employment): Employment {
  const lastLeftAt = newestLeaving(known);
  const states = [known.state, said.state].flatMap((state) => state ?? []);
  const returns = states.filter(({ is }) => is === 'active').map(({ saidAt }) => saidAt);
  const suspensions = [known.suspension, said.suspension].flatMap((suspension) => suspension ?? []);
  // At one time, the end counts.
  const unlifted = suspensions.filter(({ saidAt }) => returns.every((returnedAt) => saidAt >= returnedAt));
  // A return from before the leaving is another one.
  const state = combined(
    states.filter((one) => one === known.state || one.is === 'left' || one.saidAt >= lastLeftAt),
    newerState,
  );
  return { state, suspension: combined(unlifted, withBothTimes), ...leavingsAfter(known, said, state) };
}

/** Which leavings were told, and which of them after the return. */
function leavingsAfter(known: Employment, said: Employment, state: State | undefined) {
  const before = newestLeaving(known);
  const told = newestLeaving(said);
  const isLate = state?.is === 'active' && said.state?.is === 'left' && told > before;
  const lateLeftAt = [known.lateLeftAt ?? '', said.lateLeftAt ?? '', isLate ? told : ''].reduce(later);
  const lastLeftAt = isLate ? before : later(before, told);
  return {
    ...(lastLeftAt !== '' && { lastLeftAt }),
    ...(lateLeftAt !== '' && { lateLeftAt }),
  };
}

/** The account where late leavings are only reported: a policy that revokes later does not go back to them. */
export function withoutLateLeaving<Account extends Employment>({ lateLeftAt, ...account }: Account) {
  return lateLeftAt === undefined ? account : { ...account, lastLeftAt: later(lateLeftAt, account.lastLeftAt ?? '') };
}

function newestLeaving({ state, lastLeftAt = '' }: Employment): string {
  return state?.is === 'left' ? later(state.saidAt, lastLeftAt) : lastLeftAt;
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
