/** Tells when somebody last said something about a user's access to an entity. */
import type { Account } from './account.ts';

/** When a publisher or an operator last said something; milliseconds since the epoch. */
export function newestStatement({ entities }: Account, entityId: string): number | undefined {
  const { requested = new Map(), approval, order = {} } = entities.get(entityId) ?? {};
  const times = [...[...requested.values()].map(({ time }) => time), approval?.time, ...Object.values(order)];
  const known = times.filter((time) => time !== undefined);
  return known.length > 0 ? Math.max(...known) : undefined;
}
