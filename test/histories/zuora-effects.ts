/** What Zuora changed for the service, and which of it was undone soon. */
import { z } from 'zod';
import { entities } from '../../fuzz/fixtures/policies.ts';

const hour = 3_600_000;

const stateOfZuora = z.object({
  effects: z.array(
    z.object({
      time: z.string(),
      change: z.object({ type: z.string(), username: z.string().default(''), entityId: z.string().default('') }),
    }),
  ),
});

/**
 * The denials after which the same access was asked for or given again within the hour: the login, and the entity.
 *
 * @param state of the sandbox
 */
export function undoneDenials(state: unknown): readonly string[] {
  const all = stateOfZuora.parse(state).effects.map(({ time, change }) => ({ at: Date.parse(time), ...change }));
  return all.flatMap((denial) => {
    if (denial.type !== 'access-denied') return [];
    const isUndone = all.some(
      ({ type, username, entityId, at }) =>
        type !== 'access-denied' &&
        username === denial.username &&
        entityId === denial.entityId &&
        isSoonAfter(at, denial.at),
    );
    return isUndone ? [`${denial.username} ${nameOf(denial.entityId)}`] : [];
  });
}

function isSoonAfter(at: number, before: number): boolean {
  return at >= before && at < before + hour;
}

/** The policy's name for an entity. */
export function nameOf(entityId: string): string {
  return Object.entries(entities).find(([, id]) => id === entityId)?.[0] ?? entityId;
}
