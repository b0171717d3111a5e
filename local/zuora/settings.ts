/** The settings of the sandbox, at its start and while it runs. */
import * as z from 'zod';
import { errorShapes } from './error-shapes.ts';

const limit = z.int().min(0);

/** Every setting, with Zuora's own figures for a production tenant as defaults. */
export const settingsSchema = z
  .strictObject({
    /** Lifetime of a token, in seconds. */
    tokenSeconds: z.int().min(1).default(3599),
    /** Token requests per minute and client address. */
    tokensPerMinute: limit.default(100),
    /** Token requests of the whole tenant. */
    tenantTokensPerMinute: limit.default(2000),
    tenantTokensPerHour: limit.default(67_500),
    tenantTokensPerDay: limit.default(810_000),
    callsPerMinute: limit.default(50_000),
    callsPerHour: limit.default(2_250_000),
    callsPerDay: limit.default(27_000_000),
    /** Calls in flight at a time, per entity. */
    callsInFlight: limit.default(40),
    /** Milliseconds that the sandbox works on a call before the call takes effect. */
    latencyMs: z.int().min(0).default(0),
    /** Milliseconds after which a gateway answers in place of the sandbox. The call goes on, and may take effect. */
    serverLimitMs: z.int().min(1).default(120_000),
    /** What a gateway answers with. */
    gatewayBody: z.enum(['text', 'html']).default('text'),
    /** The shape of an operation's refusal. */
    refusalShape: errorShapes.default('reasons'),
    /** The shape of the refusal of a token. */
    authenticationShape: z.enum(['reasons', 'message']).default('reasons'),
    /** Whether a write that takes no payload may come without a body, or is answered 415. Zuora does not publish it. */
    emptyBody: z.enum(['accepted', 'refused']).default('accepted'),
    /** Whether the tenant has Multi-entity, or else how each of its operations is answered. Zuora does not publish it. */
    multiEntity: z.enum(['on', 'denied', 'unknown-endpoint']).default('on'),
    /** Whether login names match in exactly their spelling, or in any case and Unicode form. Zuora does not publish it. */
    loginNames: z.enum(['exact', 'folded']).default('exact'),
    /** The answer to a request for access that is already pending. */
    repeatedAccessRequest: z.enum(['success', 'business-rule']).default('success'),
  })
  .readonly();
export type SandboxSettings = z.infer<typeof settingsSchema>;
