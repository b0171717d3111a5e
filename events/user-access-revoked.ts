/** End a user's access to Zuora entities. */
import * as z from 'zod/mini';
import { contract } from './contract.ts';
import { assignments, entityIds, username } from './fields.ts';

/** An account keeps the end of each assignment in each entity. */
const maxEnds = 100;

export const userAccessRevoked = contract(
  'zuora.user-access.revoked.v1',
  {
    username,
    /** Each entity revokes its own access. */
    targetEntityIds: entityIds,
    /** Only these reasons for access end. */
    assignments: z.optional(assignments),
    /** No later request grants the access again. */
    hold: z.optional(z.boolean()),
  },
  z.refine(({ assignments: keys = [], targetEntityIds }) => keys.length * targetEntityIds.length <= maxEnds, {
    path: ['assignments'],
    error: `must be fewer: assignments times entities are at most ${maxEnds}`,
  }),
  z.refine(({ assignments: keys, hold }) => keys === undefined || hold === undefined, {
    path: ['hold'],
    error: 'must not be given with assignments: only the end of all access can be held',
  }),
);
