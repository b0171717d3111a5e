/** What was published of the user's access, and what the account had been told of it. */
import { accountWishes } from './account-wishes.ts';
import type { Statement } from './expected-access.ts';
import { isBefore } from './invariants/calls-of-events.ts';
import type { Run } from './invariants/invariant.ts';
import type { Moment, RecordWrite } from './world/trace.ts';

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
  return statements(acquisitions(run, moment).flatMap((one) => eventsIn(one, run)));
}

/**
 * The writes by which attempts acquired the account.
 *
 * @param before the moment; any, if it is left out
 */
export function acquisitions({ trace }: Run, before?: Moment): readonly RecordWrite[] {
  return trace.recordWrites.filter(
    ({ table, previous, item, at }) =>
      table?.endsWith('accounts') &&
      previous?.['owner']?.S !== item['owner']?.S &&
      (before === undefined || isBefore(at, before)),
  );
}

/** The events that are open in an account's item. */
export function eventsIn({ item }: RecordWrite, run: Run): readonly string[] {
  const identities = Object.keys(item).flatMap((name) => (name.startsWith('c_') ? name.slice(2) : []));
  return identities.flatMap((identity) => {
    const record = run.trace.recordWrites.find((write) => write.item['identity']?.S === identity);
    return record?.item['eventId']?.S ?? [];
  });
}
