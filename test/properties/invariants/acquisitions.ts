/** The attempts that acquired the linked account. */
import type { Moment, RecordWrite } from '../world/trace.ts';
import { isBefore } from './calls-of-events.ts';
import type { Run } from './invariant.ts';

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

/** The ids of the events that are open in an account's item. */
export function openEvents({ item }: RecordWrite, run: Run): readonly string[] {
  return openChanges(item).flatMap(([identity]) => eventIdOf(identity, run) ?? []);
}

/** The id of the event whose attempt acquired the account; undefined for a look. */
export function eventHolding({ item }: RecordWrite, run: Run): string | undefined {
  const [identity] = openChanges(item).find(([, { M: change }]) => change?.['owner']?.S === item['owner']?.S) ?? [];
  return identity && eventIdOf(identity, run);
}

function openChanges(item: RecordWrite['item']) {
  return Object.entries(item).flatMap(([name, value]) =>
    name.startsWith('c_') ? [[name.slice(2), value] as const] : [],
  );
}

function eventIdOf(identity: string, { trace }: Run): string | undefined {
  return trace.recordWrites.find((write) => write.item['identity']?.S === identity)?.item['eventId']?.S;
}
