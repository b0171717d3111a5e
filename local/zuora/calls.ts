/** The log of the calls that the sandbox has received. It holds no tokens and no secrets. */
import * as z from 'zod';

/** How many calls are kept, the newest ones. */
const maxCalls = 100_000;

/** Request headers that carry credentials. */
const secretHeaders: ReadonlySet<string> = new Set([
  'authorization',
  'proxy-authorization',
  'cookie',
  'apiaccesskeyid',
  'apisecretaccesskey',
]);

/** The members of a token request's form that are not secret. */
const shownTokenFields = ['client_id', 'grant_type'] as const;

/** A call as `GET /_sandbox/calls` shows it. */
export const callRecordSchema = z.object({
  /** When it arrived, ISO 8601. */
  time: z.string(),
  method: z.string(),
  /** As received: percent-encoded, with its query. */
  path: z.string(),
  headers: z.record(z.string(), z.string()),
  /** Parsed if it was JSON or a form, text otherwise, `null` if there was none. */
  body: z.json(),
  /** The OAuth client whose token or credentials it brought, if they were right. */
  clientId: z.string().nullable(),
  /** `null` while in progress, and if no answer was sent. */
  status: z.int().nullable(),
  /** From the answer's body, because Zuora answers failures with HTTP 200 too. */
  success: z.boolean(),
  /** Milliseconds since 1970 by the sandbox's clock; `finishedAt` is `null` while in progress. */
  startedAt: z.number(),
  finishedAt: z.number().nullable(),
  /** The number of calls in progress when this one arrived, including this one. */
  inFlight: z.int(),
});
export type CallRecord = z.infer<typeof callRecordSchema>;

export interface CallLog {
  /** Starts the record of a call. The record is completed in place. */
  start(call: Pick<CallRecord, 'method' | 'path' | 'headers' | 'body'>, now: number): CallRecord;
  finish(call: CallRecord, now: number): void;
  /** Adds a finished call. */
  restore(call: CallRecord): void;
  clear(): void;
  list(): readonly CallRecord[];
}

export function createCallLog(): CallLog {
  let kept: CallRecord[] = [];
  let inFlight = 0;

  // The oldest are dropped in large steps, so that the cost of a call stays constant.
  function add(call: CallRecord): void {
    kept.push(call);
    if (kept.length >= 2 * maxCalls) kept = kept.slice(-maxCalls);
  }

  return {
    start(received, now) {
      inFlight += 1;
      const time = new Date(now).toISOString();
      const call: CallRecord = {
        time,
        ...received,
        clientId: null,
        status: null,
        success: false,
        startedAt: now,
        finishedAt: null,
        inFlight,
      };
      add(call);
      return call;
    },
    finish(call, now) {
      inFlight -= 1;
      call.finishedAt = now;
    },
    restore: add,
    clear() {
      kept = [];
    },
    list: () => kept.slice(-maxCalls),
  };
}

/** The headers that may be shown. */
export function withoutSecrets(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !secretHeaders.has(name)));
}

/** The body of a token request that may be shown: only the members known not to be secret. */
export function shownTokenBody(form: URLSearchParams): CallRecord['body'] {
  return Object.fromEntries(shownTokenFields.flatMap((name) => (form.has(name) ? [[name, form.get(name)]] : [])));
}

/** Any other body as it is shown. */
export function shownBody(text: string): CallRecord['body'] {
  if (text === '') return null;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
