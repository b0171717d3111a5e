/** The settings of the sandbox, at its start and while it runs. */
import * as z from 'zod';

const limit = z.int().min(0);

/** Every setting, with Zuora's own figures for a production tenant as defaults. */
export const settingsSchema = z
  .strictObject({
    /** Lifetime of a token, in seconds. */
    tokenSeconds: z.int().min(1).default(3599),
    /** Token requests per minute and client address. */
    tokensPerMinute: limit.default(100),
    callsPerMinute: limit.default(50_000),
    callsPerHour: limit.default(2_250_000),
    callsPerDay: limit.default(27_000_000),
    /** Calls in flight at a time, per entity. */
    callsInFlight: limit.default(40),
    /** Milliseconds that the sandbox works on a call before the call takes effect. */
    latencyMs: z.int().min(0).default(0),
    /** Whether login names match in exactly their spelling, or in any case and Unicode form. Zuora does not publish it. */
    loginNames: z.enum(['exact', 'folded']).default('exact'),
    /** The answer to a request for access that is already pending. */
    repeatedAccessRequest: z.enum(['success', 'business-rule']).default('success'),
  })
  .readonly();
export type SandboxSettings = z.infer<typeof settingsSchema>;
