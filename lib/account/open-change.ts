/** A change whose attempt holds an account's lease, or was cut off while it did, in the form in which it is stored. */
import * as z from 'zod/mini';
import type { AccountChange } from './account-change.ts';

/** What events of publishers and operators say. */
export type SaidChange = Exclude<AccountChange, { kind: 'decide' | 'see' }>;

export interface OpenChange {
  /** What an event says; or a look, which says nothing. */
  readonly change: SaidChange | { readonly kind: 'look' };
  /** When the attempt began; milliseconds since the epoch. */
  readonly begunAt: number;
  /** The attempt. */
  readonly owner: string;
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
  z.object({ kind: z.literal('look') }),
]);

export const storedOpenChange = z.object({ change: saidChange, begunAt: time, owner: z.string() });
