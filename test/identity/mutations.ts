/** Payloads that are almost what a source sends: one or more places of a good event hold something else. */
import fc from 'fast-check';
import { cases } from './fixtures/cases.ts';
import { eventBridge, sns } from './fixtures/envelopes.ts';

/** What a place may hold instead; some of it is what another payload has there. */
const other = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    true,
    0,
    -1,
    1e308,
    '',
    ' ',
    'unknown',
    '__proto__',
    'constructor',
    [],
    {},
    [[]],
    [null],
    [{}],
  ),
  fc.jsonValue({ maxDepth: 3 }),
  fc.constantFrom(...leavesAndBranches(cases.map(([, , event]) => event)).filter((one) => one !== 'planted-secret')),
  fc.constant(JSON.parse('{"__proto__": {"userName": "polluted"}, "constructor": {"prototype": 1}, "toString": 1}')),
);

const envelopes = [
  (event: unknown) => event,
  sns,
  eventBridge,
  (event: unknown) => sns(eventBridge(event)),
  (event: unknown) => [event],
];

/** A body's content. */
export const mutated: fc.Arbitrary<unknown> = fc
  .tuple(
    fc.constantFrom(...cases.map(([, , event]) => event)),
    fc.array(fc.tuple(fc.nat(), fc.constantFrom('replace', 'remove', 'add'), other), { maxLength: 4 }),
    fc.constantFrom(...envelopes),
  )
  .map(([event, changes, envelope]) =>
    envelope(changes.reduce<unknown>((one, change) => mutate(one, ...change), event)),
  );

/** Every value inside of the values, and they themselves. */
export function leavesAndBranches(value: unknown): unknown[] {
  const inner = typeof value === 'object' && value !== null ? Object.values(value) : [];
  return [value, ...inner.flatMap(leavesAndBranches)];
}

function mutate(event: unknown, place: number, how: string, value: unknown): unknown {
  const copy = { root: structuredClone(event) };
  const branches = leavesAndBranches(copy).filter((one) => typeof one === 'object' && one !== null) as Record<
    string,
    unknown
  >[];
  const branch = branches[place % branches.length];
  if (branch === undefined) return event;
  const keys = Object.keys(branch);
  const key = keys[Math.floor(place / branches.length) % Math.max(keys.length, 1)] ?? 'added';
  if (how === 'remove') delete branch[key];
  else branch[how === 'add' ? `${key}2` : key] = value;
  return copy.root;
}
