/**
 * A walk over the table of people, page by page: it has everybody decided anew whom a change concerns that is not about them
 * alone. Its message says where to go on, and carries no decision: it may be late, doubled or forged. A walk over the members
 * of groups counts them first, and begins again then: the safeguard is to know how many they are.
 */
import * as z from 'zod/mini';
import { slicesOf } from '../slices.ts';
import { type GroupKey, groupPrefix } from './known-group.ts';

const type = 'zuora-access.people.walk';

const groupKeys = z.array(z.pipe(z.string().check(z.startsWith(groupPrefix)), z.transform(asGroupKey)));

const message = z.object({
  type: z.literal(type),
  /** Only people who were in these groups until they ended; everybody without it. */
  groups: z.optional(groupKeys.check(z.minLength(1))),
  /** The hash of a policy that an operator has applied to everybody. */
  policy: z.optional(z.string()),
  /** How many people in the groups change, of those that were passed, by the safeguard's counters. */
  changing: z.optional(z.record(z.string(), z.number())),
  /** Whether all were passed once, and counted: they are decided anew then. */
  isCounted: z.optional(z.literal(true)),
  /** Whether somebody who was passed could not be read: the walk begins again for them. */
  isPartial: z.optional(z.literal(true)),
  /** The key of the last item that was passed; none at the beginning. */
  from: z.optional(z.string()),
});

export type Walk = Omit<z.output<typeof message>, 'type'>;

/** A page is found by the names of all groups. DynamoDB takes expressions of 4 KB. */
const maxGroups = 50;

/** The walks that find everybody who was in the groups. */
export function walksOf(groups: readonly GroupKey[]): readonly Walk[] {
  return slicesOf([...new Set(groups)], maxGroups).map((some) => ({ groups: [...some] }));
}

export function walkBody({ groups, changing, isCounted, policy, isPartial, from }: Walk): string {
  return JSON.stringify({ type, groups, changing, isCounted, policy, isPartial, from });
}

/** @returns undefined for any other message */
export function readWalk(body: string): Walk | undefined {
  const { data } = message.safeParse(parsed(body));
  if (data === undefined) return undefined;
  const { groups, changing, isCounted, policy, isPartial, from } = data;
  return {
    ...(groups !== undefined && { groups }),
    ...(changing !== undefined && { changing }),
    ...(isCounted !== undefined && { isCounted }),
    ...(policy !== undefined && { policy }),
    ...(isPartial !== undefined && { isPartial }),
    ...(from !== undefined && { from }),
  };
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

function asGroupKey(key: string): GroupKey {
  return `${groupPrefix}${key.slice(groupPrefix.length)}`;
}
