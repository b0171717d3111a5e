/** Which messages the soak publishes, in their order. */
import type { Expectation } from './expectation.ts';
import { faultsAt, type SoakFault } from './faults.ts';
import type { OperationName } from './operations.ts';
import { accessRecipes } from './publications/access.ts';
import { connectionRecipes } from './publications/connections.ts';
import { identityEvent } from './publications/identity.ts';
import { leaver } from './publications/leavers.ts';
import { poison } from './publications/poison.ts';
import type { Publication, PublicationRecipe } from './publications/publication.ts';
import type { Random } from './random.ts';
import type { SoakUser, TenantNeeds } from './tenant.ts';

export interface SoakMessage {
  readonly operation: OperationName;
  readonly body: string;
  readonly expected: Expectation;
  /** What its calls will meet. */
  readonly faults: readonly SoakFault[];
  /** To be there before it comes. */
  readonly users: readonly SoakUser[];
  /** Whether its body was published before. */
  readonly isDuplicate: boolean;
}

const poisonShare = 0.01;
const duplicateShare = 0.05;
const leaverShare = 0.02;

/**
 * So many messages later somebody leaves, at the least and at the most: never in the same batch, and some before and some
 * after a queue of requests has been worked through.
 */
const leavingAfter = [100, 1500] as const;

const recipes: Readonly<Record<OperationName, PublicationRecipe>> = {
  ...accessRecipes,
  ...connectionRecipes,
  translateIdentityEvent: (id, _, random) => identityEvent(id, random),
};

/** Mostly what the service is mostly for. */
const mixture: readonly (readonly [weight: number, OperationName])[] = [
  [48, 'requestUserAccess'],
  [8, 'approveUserAccess'],
  [10, 'revokeUserAccess'],
  [5, 'initiateEntityConnection'],
  [3, 'acceptEntityConnection'],
  [2, 'denyEntityConnection'],
  [2, 'disconnectEntityConnection'],
  [22, 'translateIdentityEvent'],
];

export function messagesOf(
  seed: number,
  count: number,
  random: Random,
): { published: SoakMessage[]; needs: TenantNeeds } {
  const published: SoakMessage[] = [];
  const departures = new Map<number, SoakMessage>();
  /** What would be as new as what came after it, if it were sent once more. */
  const once = new Set<string>();
  const counts = Object.fromEntries(Object.keys(recipes).map((name) => [name, 0])) as Record<OperationName, number>;

  function leaverAt(index: number, id: string): SoakMessage | undefined {
    const [least, most] = leavingAfter;
    const last = index + least + random.below(most - least);
    if (last >= count || departures.has(last)) return undefined;
    const { arrival, departure } = leaver(id, random);
    departures.set(last, messageOf(departure, random));
    once.add(arrival.body);
    return messageOf(arrival, random);
  }

  function repeated(): SoakMessage | undefined {
    const message = repeatable(published, random);
    return message && !once.has(message.body) ? { ...message, faults: [], isDuplicate: true } : undefined;
  }

  function next(index: number): SoakMessage {
    const id = `${seed}-${index}`;
    const special =
      (random.chance(duplicateShare) ? repeated() : undefined) ??
      (random.chance(poisonShare) ? messageOf(poison(id, random), random) : undefined) ??
      (random.chance(leaverShare) ? leaverAt(index, id) : undefined);
    if (special) return special;
    const operation = random.pick(mixture);
    return messageOf(recipes[operation](id, counts[operation]++, random), random);
  }

  for (let index = 0; index < count; index += 1) published.push(departures.get(index) ?? next(index));
  return { published, needs: counts };
}

function messageOf({ calls, ...publication }: Publication, random: Random): SoakMessage {
  return { ...publication, faults: calls.flatMap((call) => faultsAt(call, random)), isDuplicate: false };
}

/** The latest, so that both come at once, or any that came before. */
function repeatable(published: readonly SoakMessage[], random: Random): SoakMessage | undefined {
  return random.chance(0.5) ? published.at(-1) : published[random.below(published.length)];
}
