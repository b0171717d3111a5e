import type { Handler } from '../lib/handler.ts';

/** Replaced by the branch that looks. */
export const handler: Handler = async () => ({ batchItemFailures: [] });
