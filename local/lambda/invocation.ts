/** The messages between an execution environment and its process, over the process's IPC channel. */
import * as z from 'zod';

/** To the process: one call of the handler. */
export interface Invocation {
  readonly requestId: string;
  readonly invokedFunctionArn: string;
  /** When the function's timeout ends it, in milliseconds since the epoch. */
  readonly deadline: number;
  readonly event: unknown;
}

/** From the process: `ready` once, when the bundle is loaded; then one `response` or `error` for each invocation. */
export const runtimeMessageSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('ready') }),
  z.object({ kind: z.literal('response'), payload: z.unknown() }),
  z.object({ kind: z.literal('error'), message: z.string() }),
]);
export type RuntimeMessage = z.infer<typeof runtimeMessageSchema>;
