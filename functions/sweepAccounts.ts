import { createSweepHandler } from '../lib/sweep/sweep-handler.ts';

/** Finds the linked accounts and the people that are due, and has each of them looked at. */
export const handler = createSweepHandler('sweepAccounts');
