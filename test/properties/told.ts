/** What was published of the user's access, and what the account had been told of it. */
import { accountWishes } from './account-wishes.ts';
import type { Statement } from './expected-access.ts';
import { acquisitions, openEvents } from './invariants/acquisitions.ts';
import type { Run } from './invariants/invariant.ts';
import type { Moment } from './world/trace.ts';

/** All that was published, brought to a process or not. */
export function published(run: Run): readonly Statement[] {
  return statements(accountWishes.map((_, index) => String(index)).filter((id) => run.publications.ofEvent(id).length));
}

/** @param events their ids: the places of their wishes */
export function statements(events: readonly string[]): readonly Statement[] {
  return events.flatMap((event) => accountWishes[Number(event)]?.statement ?? []);
}

/** All that the account had been told before a moment. */
export function toldBefore(moment: Moment | undefined, run: Run): readonly Statement[] {
  return statements(acquisitions(run, moment).flatMap((one) => openEvents(one, run)));
}
