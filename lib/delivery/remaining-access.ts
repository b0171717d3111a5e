/** Access that is to end, and stays whatever the service does. */
import { type Next, type Rest, restingIn } from '../account/entity-step.ts';
import type { GivenUp } from './disposition.ts';

/** What a person can do, by the state of the access. */
const remedies = {
  protected: (entityIds: string) =>
    `username: protectedUsernames has this login, so its access to ${entityIds} stays; to end it, take the login off the list, deploy, and redrive the event`,
  'home-remains': (entityIds: string) =>
    `targetEntityIds: the user was created in ${entityIds}, and such access cannot end; deactivate the user in Zuora`,
} as const satisfies Partial<Record<Rest, (entityIds: string) => string>>;

/** @returns undefined if no such access is to end */
export function remainingAccess(steps: ReadonlyMap<string, Next>): GivenUp | undefined {
  const found = (['protected', 'home-remains'] as const).flatMap((state) => {
    const entityIds = restingIn(state, steps);
    return entityIds.length > 0 ? [{ reason: state, detail: remedies[state](entityIds.join(', ')) }] : [];
  });
  const [first] = found;
  return (
    first && { outcome: 'dead-letter', reason: first.reason, detail: found.map(({ detail }) => detail).join('; ') }
  );
}
