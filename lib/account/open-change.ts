/** A change whose attempt holds an account's lease, or was cut off while it did, in the form in which it is stored. */
import { isDeepStrictEqual } from 'node:util';
import * as z from 'zod/mini';
import type { AccountChange } from './account-change.ts';
import { ofStoredDecision, storedDecision, toStoredDecision } from './stored-decision.ts';

/** What events of publishers, of operators and of the policy say. */
export type SaidChange = Exclude<AccountChange, { kind: 'see' }>;

export interface OpenChange {
  /** What an event says; or a look, which says nothing. */
  readonly change: SaidChange | { readonly kind: 'look' };
  /** When the attempt began; milliseconds since the epoch. */
  readonly begunAt: number;
  /** The attempt. */
  readonly owner: string;
}

/**
 * An item has 400 KB, and a change has at most 40 KB. A decision has at most 20 KB, so two of them that were cut off keep no
 * third one out.
 */
export const maxOpenChanges = 16;
const maxBytes = 64 * 1024;

/** Whether so many attempts were cut off that the account has no room for the latest. */
export function areTooMany(openChanges: ReadonlyMap<string, OpenChange>): boolean {
  const bytes = () =>
    Buffer.byteLength(JSON.stringify([...openChanges].map(([event, one]) => [event, toStoredOpenChange(one)])));
  return openChanges.size > maxOpenChanges || (openChanges.size > 1 && bytes() > maxBytes);
}

const entityIds = z.array(z.string());
const time = z.number();

const assignment = z.object({
  time,
  event: z.string(),
  isEnded: z.boolean(),
  expiresAt: z.optional(z.number()),
  ticket: z.optional(z.string()),
  approvedBy: z.optional(z.array(z.string())),
});

const saidChange = z.union([
  z.object({
    ...{ kind: z.literal('request'), entityIds, key: z.string(), assignment },
    home: z.optional(z.string()),
  }),
  z.object({ kind: z.literal('approve'), entityIds, time }),
  z.object({ kind: z.literal('end'), entityIds, keys: z.array(z.string()), time, event: z.string() }),
  z.object({ kind: z.literal('order'), entityIds, time, hold: z.boolean() }),
  z.object({ kind: z.literal('unblock'), entityIds, time }),
  z.object({ kind: z.literal('decide'), decision: storedDecision }),
  z.object({ kind: z.literal('look') }),
]);

const storedOpenChange = z.object({ change: saidChange, begunAt: time, owner: z.string() });

/** Whether two attempts at an event say the same: it was not corrected between them. */
export function saysTheSame(one: OpenChange['change'], other: OpenChange['change']): boolean {
  // The stored form has no undefined.
  const stored = (change: OpenChange['change']): unknown => JSON.parse(JSON.stringify(toStoredChange(change)));
  return isDeepStrictEqual(stored(one), stored(other));
}

export function toStoredOpenChange({ change, ...attempt }: OpenChange): object {
  return { ...attempt, change: toStoredChange(change) };
}

function toStoredChange(change: OpenChange['change']): object {
  return change.kind === 'decide' ? { ...change, decision: toStoredDecision(change.decision) } : change;
}

export function ofStoredOpenChange(stored: unknown): OpenChange {
  const { change, ...attempt } = storedOpenChange.parse(stored);
  const isDecision = change.kind === 'decide';
  return { ...attempt, change: isDecision ? { ...change, decision: ofStoredDecision(change.decision) } : change };
}
