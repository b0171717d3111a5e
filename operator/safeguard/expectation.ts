/** Announces changes of many people to the safeguard. */
import { type Direction, directions } from '../../lib/safeguard/effect.ts';
import type { Expectation } from '../../lib/safeguard/expectation.ts';
import { anyItem, expectationIn, expectedIdentity } from '../../lib/safeguard/safeguard-item.ts';
import { SafeguardItems } from '../../lib/safeguard/safeguard-items.ts';
import { awsTimeout } from '../aws-timeout.ts';
import type { SafeguardSession } from './quarantine.ts';

/** Of what is expected longer, nobody thinks any more. */
export const longestExpectation = 7 * 24 * 3_600_000;

export interface AnnouncedExpectation extends Omit<Expectation, 'at'> {
  readonly direction: Direction;
  /** Who announced it. */
  readonly by: string;
}

/** Takes the place of what was expected of the direction before. The functions know of it within a minute. */
export async function announce(session: SafeguardSession, expectation: AnnouncedExpectation): Promise<void> {
  const { direction, count, until, source, by } = expectation;
  await itemsOf(session).write({
    ...{ identity: expectedIdentity(direction), operands: {} },
    anyOf: anyItem,
    set: { count, until, source, by, at: new Date(session.now()).toISOString() },
    keepUntil: Date.parse(until),
  });
}

/** What is expected now. */
export async function readExpectations(
  session: SafeguardSession,
): Promise<readonly (Expectation & { readonly direction: Direction })[]> {
  const items = await itemsOf(session).readAll(directions.map(expectedIdentity));
  return directions.flatMap((direction) => {
    const found = expectationIn(items.get(expectedIdentity(direction)));
    return found !== undefined && Date.parse(found.until) > session.now() ? [{ direction, ...found }] : [];
  });
}

function itemsOf({ aws, stack, now }: SafeguardSession): SafeguardItems {
  return new SafeguardItems(aws.dynamodb, { people: stack.people, awsTimeout }, now);
}
