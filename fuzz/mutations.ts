/** Payloads that almost are a source's: one or more places of a good event hold another value. */
import fc from 'fast-check';
import { cases } from './fixtures/cases.ts';
import { eventBridge, jwt, sns } from './fixtures/envelopes.ts';
import { core } from './fixtures/scim.ts';

/** The beginning of every secret in a payload. */
export const secret = 'planted-secret';

/** The people in the fixtures who acted, approved or requested, and who did not change themselves. */
export const bystanders = /root|charles|grace/;

const events = cases.map(([, , event]) => event);

/** Replacement values. Some come from other payloads. None names a bystander. */
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
    nested(100),
  ),
  fc.jsonValue({ maxDepth: 3 }),
  fc.constantFrom(
    ...leavesAndBranches(events).filter((one) => one !== secret && !bystanders.test(JSON.stringify(one) ?? '')),
  ),
  fc.constant(JSON.parse('{"__proto__": {"userName": "polluted"}, "constructor": {"prototype": 1}, "toString": 1}')),
);

/** A second name for an attribute that may be there already. */
const secondName = fc.tuple(
  fc.nat(),
  fc.constantFrom(
    'hiring_status',
    'Hiring_Status',
    core,
    '部門',
    'القسم',
    'Отдел',
    'UserName',
    'Active',
    'ACTIVE',
    'mail',
    'workEmail',
    'work_email',
    'jobTitle',
    'Department',
    'DEPARTMENT',
  ),
  fc.constantFrom<unknown>(
    true,
    false,
    'False',
    'Billing',
    'Sales',
    'ada@example.com',
    'ada@work.example',
    null,
    '',
    'Inactive',
    { active: false },
    '営業部',
    'المبيعات',
    'Отдел продаж',
  ),
);

const change = fc.oneof(
  { weight: 4, arbitrary: fc.tuple(fc.nat(), fc.constantFrom('replace', 'remove', 'add'), other) },
  {
    weight: 1,
    arbitrary: fc.tuple(
      fc.nat(),
      fc.constantFrom('password', 'token', 'secret', 'client_secret', 'accessToken', 'ApiKey'),
      fc.constantFrom<unknown>(secret, [secret], { value: secret }),
    ),
  },
  { weight: 2, arbitrary: secondName },
);

const envelopes = [
  itself,
  sns,
  eventBridge,
  (event: unknown) => sns(eventBridge(event)),
  (event: unknown) => [event],
  (event: unknown) => (typeof event === 'object' && event !== null ? jwt(event) : event),
];

/** A body's content. */
export const mutated: fc.Arbitrary<unknown> = fc
  .tuple(fc.constantFrom(...events), fc.array(change, { maxLength: 4 }), fc.constantFrom(...envelopes))
  .map(([event, changes, envelope]) =>
    envelope(changes.reduce<unknown>((one, [place, how, value]) => mutate(one, place, how, value), event)),
  );

/** The value itself and every value inside it. */
export function leavesAndBranches(value: unknown): unknown[] {
  const inner = typeof value === 'object' && value !== null ? Object.values(value) : [];
  return [value, ...inner.flatMap(leavesAndBranches)];
}

/** @param how the kind of mutation, or the name of a property to add */
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
  else branch[how === 'replace' ? key : how === 'add' ? `${key}2` : how] = value;
  return copy.root;
}

function nested(levels: number): unknown {
  return levels === 0 ? [] : [nested(levels - 1)];
}

function itself(event: unknown): unknown {
  return event;
}
