/** What was published of the user's access, and what the account had been told of it. */
import { accountWishes } from './account-wishes.ts';
import type { Statement } from './expected-access.ts';
import { acquisitions, openEvents } from './invariants/acquisitions.ts';
import { isBefore } from './invariants/calls-of-events.ts';
import type { Run } from './invariants/invariant.ts';
import type { Moment } from './world/trace.ts';

/** All that was published, brought to a process or not, and what an operator was told to be lifted. */
export function published(run: Run): readonly Statement[] {
  const ids = accountWishes.map((_, index) => String(index)).filter((id) => run.publications.ofEvent(id).length);
  const lifted = run.trace.unblockings.filter(({ became }) => became === 'done');
  return [...statements(ids), ...lifted.map(liftingOf)];
}

function liftingOf({ time, entityIds }: Run['trace']['unblockings'][number]): Statement {
  return { kind: 'unblock', time, entityIds };
}

/** Whether an operator was not told if the order in an entity is lifted. */
export function mayBeLifted({ trace }: Run, entityId: string): boolean {
  return trace.unblockings.some(({ became, entityIds }) => became === 'unknown' && entityIds.includes(entityId));
}

/** @param events their ids: the places of their wishes */
export function statements(events: readonly string[]): readonly Statement[] {
  return events.flatMap((event) => accountWishes[Number(event)]?.statement ?? []);
}

/** All that the account had been told before a moment. */
export function toldBefore(moment: Moment | undefined, run: Run): readonly Statement[] {
  const lifted = run.trace.unblockings.filter(({ at, became }) => became !== 'refused' && isBefore(at, moment));
  return [...statements(acquisitions(run, moment).flatMap((one) => openEvents(one, run))), ...lifted.map(liftingOf)];
}
