/** The messages of the soak, in their order. */

import type { TenantNeeds, TenantUser } from '../../local/zuora/large-tenant.ts';
import type { Expectation } from './expectation.ts';
import { faultsAt, type SoakFault } from './faults.ts';
import { type OperationName, operations } from './operations.ts';
import { accessRecipes } from './publications/access.ts';
import { connectionRecipes } from './publications/connections.ts';
import { identityEvent } from './publications/identity.ts';
import { leaver } from './publications/leavers.ts';
import { membersOfMistake, mistake } from './publications/mistake.ts';
import { poison } from './publications/poison.ts';
import type { OperationRecipe, Publication } from './publications/publication.ts';
import { story } from './publications/stories.ts';
import type { Random } from './random.ts';

export interface SoakMessage {
  readonly operation: OperationName;
  readonly body: string;
  readonly expected: Expectation;
  /** The faults of its calls. */
  readonly faults: readonly SoakFault[];
  /** The users that must exist before it comes. */
  readonly users: readonly TenantUser[];
  /** Whether an earlier message has the same body. */
  readonly isDuplicate: boolean;
}

/** Of the messages that belong to no earlier one: five in six. */
const poisonShare = 0.012;
const duplicateShare = 0.06;
const leaverShare = 0.024;
const storyShare = 0.08;

/**
 * The minimum and maximum number of messages between a person's arrival and departure. The two are never in one batch.
 * Some departures come before the queue of requests is empty, some after.
 */
const leavingAfter = [100, 1500] as const;

/** The events of some people come one after the other, those of the others with up to so many messages in between. */
const quickShare = 0.5;
const maxDistance = 300;

/** The most frequent operations of a real service are the most frequent here. */
export const recipes: Readonly<Record<OperationName, OperationRecipe>> = {
  ...accessRecipes,
  ...connectionRecipes,
  translateIdentityEvent: { weight: 50, publication: (id, _, random) => identityEvent(id, random) },
};

export function messagesOf(
  seed: number,
  count: number,
  random: Random,
): { published: SoakMessage[]; needs: TenantNeeds } {
  const published: SoakMessage[] = [];
  /** What is published at an index because of an earlier message. */
  const followers = new Map<number, SoakMessage>();
  /** Bodies that must not be sent twice: the second sending would be newer than the event that followed. */
  const once = new Set<string>();
  const counts: Record<OperationName, number> = {};
  const mixture = Object.entries(recipes)
    .filter(([name]) => operations.includes(name))
    .map(([name, { weight, publication }]) => [weight, { name, publication }] as const);

  function leaverAt(index: number, id: string): SoakMessage | undefined {
    const [least, most] = leavingAfter;
    const last = index + least + random.below(most - least);
    if (last >= count || followers.has(last)) return undefined;
    const { arrival, departure } = leaver(id, random);
    followers.set(last, messageOf(departure, random));
    once.add(arrival.body);
    return messageOf(arrival, random);
  }

  function storyAt(index: number, id: string): SoakMessage | undefined {
    const [first, ...others] = story(id, random).map((one) => messageOf(one, random));
    const isQuick = random.chance(quickShare);
    const places: number[] = [];
    let place = index;
    for (const _ of others) {
      place += isQuick ? 1 : 1 + random.below(maxDistance);
      while (followers.has(place)) place += 1;
      places.push(place);
    }
    if (place >= count) return undefined;
    for (const [number, follower] of others.entries()) followers.set(places[number] ?? index, follower);
    return first;
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
      (random.chance(leaverShare) ? leaverAt(index, id) : undefined) ??
      (random.chance(storyShare) ? storyAt(index, id) : undefined);
    if (special) return special;
    const { name, publication } = random.pick(mixture);
    const number = counts[name] ?? 0;
    counts[name] = number + 1;
    return messageOf(publication(id, number, random), random);
  }

  const opening = mistake(seed, membersOfMistake(count)).map((one) => messageOf(one, random));
  for (let index = 0; index < count; index += 1) published.push(opening[index] ?? followers.get(index) ?? next(index));
  return { published, needs: counts };
}

function messageOf({ calls, ...publication }: Publication, random: Random): SoakMessage {
  return { ...publication, faults: calls.flatMap((call) => faultsAt(call, random)), isDuplicate: false };
}

/** The latest message, so that both arrive together, or any earlier one. */
function repeatable(published: readonly SoakMessage[], random: Random): SoakMessage | undefined {
  return random.chance(0.5) ? published.at(-1) : published[random.below(published.length)];
}
