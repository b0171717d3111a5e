/** Faults that tests and people plant. Each one says which requests it strikes, and how often. */
import * as z from 'zod';

const headerName = z.string().regex(/^[\w!#$%&'*+.^`|~-]+$/);
const headerValue = z.string().regex(/^[\t\x20-\x7e]*$/);

const statusFaultSchema = z
  .strictObject({
    status: z.int().min(200).max(599),
    headers: z.record(headerName, headerValue).default({}),
    /** Text is sent as it is, anything else as JSON. */
    body: z.json().optional(),
  })
  .transform(({ status, headers, body }) => ({ kind: 'answer' as const, answer: { status, headers, body } }));

/** What goes wrong. */
const faultSchema = z.union(
  [
    statusFaultSchema,
    z.strictObject({ delayMs: z.int().min(0) }).transform(({ delayMs }) => ({ kind: 'delay' as const, delayMs })),
    z.strictObject({ reset: z.literal(true) }).transform(() => ({ kind: 'reset' as const })),
    z.strictObject({ dropResponse: z.literal(true) }).transform(() => ({ kind: 'drop' as const })),
  ],
  'expected {"status","headers"?,"body"?}, {"delayMs"}, {"reset":true} or {"dropResponse":true}',
);
export type Fault = z.infer<typeof faultSchema>;

/** A fault, the requests that it may strike, their number or the time, and the probability of each strike. */
export const plantedFaultSchema = z.strictObject({
  match: z
    .strictObject({
      method: z.string().toUpperCase().optional(),
      /** The raw path without query; `*` stands for any characters. */
      path: z.string().startsWith('/').optional(),
    })
    .default({}),
  /** Left out: once, or any number of times while `forMs` lasts. */
  times: z.int().min(1).optional(),
  /** Milliseconds from its planting. Left out: until it has struck `times` requests. */
  forMs: z.int().min(1).optional(),
  probability: z.number().min(0).max(1).default(1),
  fault: faultSchema,
});
type PlantedFault = z.infer<typeof plantedFaultSchema>;

export interface Faults {
  plant(fault: PlantedFault): void;
  clear(): void;
  /** The fault that strikes this request: the first planted one that matches and wins its draw. Counts the strike. */
  take(method: string, path: string): Fault | null;
}

interface ActiveFault {
  /** The path, or `*` for a pattern. */
  readonly key: string;
  /** The fault with the lowest strikes first. */
  readonly order: number;
  readonly strikes: (method: string, path: string) => boolean;
  readonly endsAt: number;
  readonly fault: Fault;
  times: number;
}

/**
 * @param random returns numbers from 0 up to, but not including, 1
 * @param clock milliseconds. A fault with `forMs` lasts in real time, as delays do
 */
export function createFaults(random: () => number, clock: () => number = Date.now): Faults {
  /** By exact path, so that a request is not compared with all faults. Patterns are under `*`. */
  const planted = new Map<string, ActiveFault[]>();
  const on = (path: string) => planted.get(path) ?? [];
  let count = 0;
  return {
    plant({ match, forMs = Infinity, times = forMs === Infinity ? 1 : Infinity, probability, fault }) {
      const { path = '*' } = match;
      const pattern = pathPattern(path);
      const strikes = (method: string, requested: string): boolean =>
        (match.method ?? method) === method && pattern.test(requested) && (probability === 1 || random() < probability);
      const key = path.includes('*') ? '*' : path;
      planted.set(key, [...on(key), { key, order: count, strikes, times, fault, endsAt: clock() + forMs }]);
      count += 1;
    },
    clear() {
      planted.clear();
    },
    take(method, path) {
      const now = clock();
      const struck = [...on(path), ...on('*')]
        .toSorted((one, other) => one.order - other.order)
        .find(({ endsAt, strikes }) => now < endsAt && strikes(method, path));
      if (struck === undefined) return null;
      struck.times -= 1;
      if (struck.times === 0) {
        const left = on(struck.key).filter((fault) => fault !== struck);
        if (left.length > 0) planted.set(struck.key, left);
        else planted.delete(struck.key);
      }
      return struck.fault;
    },
  };
}

function pathPattern(path: string): RegExp {
  const literals = path.split('*').map((literal) => literal.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${literals.join('.*')}$`);
}
