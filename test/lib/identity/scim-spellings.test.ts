import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { bulk, core, enterprise, patch } from '../../../fuzz/fixtures/scim.ts';
import { lines, read } from '../../../fuzz/outcomes.ts';
import { cleared } from '../../../lib/identity/person.ts';

/** What a patch changes, without any spelling. */
interface Change {
  readonly op: 'add' | 'replace' | 'remove';
  readonly schema: string;
  readonly name: string;
  readonly filter?: { readonly attribute: string; readonly value: string };
  readonly sub?: string;
  readonly value?: unknown;
}

const names = fc.constantFrom('accountant', 'auditor', 'Billing', 'o’brien', '[external]', 'a or b');

const userChange: fc.Arbitrary<Change> = fc.oneof(
  fc.record({
    op: fc.constantFrom('add', 'replace'),
    schema: fc.constant(core),
    name: fc.constantFrom('title', 'userType', 'displayName'),
    value: names,
  }),
  fc.record({
    op: fc.constantFrom('add', 'replace'),
    schema: fc.constant(enterprise),
    name: fc.constantFrom('department', 'costCenter'),
    value: names,
  }),
  fc.record({
    op: fc.constantFrom('add', 'replace'),
    schema: fc.constant(core),
    name: fc.constant('active'),
    value: fc.boolean(),
  }),
  fc.record({
    op: fc.constant('remove'),
    schema: fc.constant(enterprise),
    name: fc.constantFrom('department', 'division'),
  }),
  fc.record({
    op: fc.constantFrom('add', 'replace'),
    schema: fc.constant(core),
    name: fc.constant('emails'),
    filter: fc.record({ attribute: fc.constant('type'), value: fc.constantFrom('work', 'home') }),
    sub: fc.constant('value'),
    value: fc.constant('ada@work.example'),
  }),
  fc.record({
    op: fc.constant('remove'),
    schema: fc.constant(core),
    name: fc.constantFrom('roles', 'entitlements'),
    filter: fc.record({ attribute: fc.constant('value'), value: names }),
  }),
  fc.record({ op: fc.constant('add'), schema: fc.constant(core), name: fc.constant('roles'), value: names }),
);

const groupChange: fc.Arbitrary<Change> = fc.oneof(
  fc.record({
    op: fc.constantFrom('add', 'replace', 'remove'),
    schema: fc.constant('urn:ietf:params:scim:schemas:core:2.0:Group'),
    name: fc.constant('members'),
    value: fc.constantFrom('u-1', 'ada@example.com'),
  }),
  fc.record({
    op: fc.constant('remove'),
    schema: fc.constant('urn:ietf:params:scim:schemas:core:2.0:Group'),
    name: fc.constant('members'),
    filter: fc.record({ attribute: fc.constant('value'), value: fc.constantFrom('u-1', 'a or b') }),
  }),
);

/** One choice after another, by numbers: a spelling. */
type Choose = <T>(...choices: readonly T[]) => T;

const spelling = fc.infiniteStream(fc.nat({ max: 997 })).map((numbers): Choose => {
  return (...choices) => choices[numbers.next().value % choices.length] as (typeof choices)[number];
});

const canonical: Choose = (first) => first as never;

function cased(text: string, choose: Choose): string {
  return choose(text, text.toUpperCase(), text.toLowerCase(), `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`);
}

function path({ schema, name, filter, sub }: Change, choose: Choose): string {
  const isExtension = schema === enterprise;
  const urn = choose(isExtension, true) ? `${cased(schema, choose)}${choose(':', '.')}` : '';
  const quote = choose('"', "'");
  const condition =
    filter === undefined
      ? ''
      : `${choose('', ' ')}[${cased(filter.attribute, choose)} ${cased('eq', choose)} ${quote}${filter.value}${quote}]`;
  const part = sub === undefined ? '' : `.${cased(sub, choose)}`;
  const written = `${choose('', '/')}${urn}${cased(name, choose)}${condition}${part}`;
  return choose(written, ` ${written} `, `"${written}"`);
}

function value({ name, value: meant }: Change, choose: Choose): unknown {
  const isState = typeof meant === 'boolean';
  const written = isState
    ? choose<unknown>(meant, cased(String(meant), choose), meant ? 1 : 0, meant ? '1' : '0')
    : meant;
  const isMember = name === 'members' || name === 'roles';
  const object = { [cased('value', choose)]: written };
  const form = isMember
    ? choose<unknown>([object], object, [written])
    : choose<unknown>(written, [written], object, [object]);
  return typeof form === 'object' ? choose<unknown>(form, JSON.stringify(form)) : form;
}

function operation(change: Change, choose: Choose): unknown {
  const op = { [cased('op', choose)]: cased(change.op, choose) };
  const written = value(change, choose);
  if (change.value === undefined) return { ...op, [cased('path', choose)]: path(change, choose) };
  if (choose(false, true)) {
    const { schema, ...others } = change;
    const attributes = choose(
      { [path(change, choose)]: written },
      { [cased(schema, choose)]: { [path({ ...others, schema: core }, (first) => first)]: written } },
    );
    const form = choose<unknown>(attributes, [attributes], { value: attributes });
    return { ...op, [cased('value', choose)]: choose(form, JSON.stringify(form)) };
  }
  return { ...op, [cased('path', choose)]: path(change, choose), [cased('value', choose)]: written };
}

function request(resource: string, changes: readonly Change[], choose: Choose): unknown {
  const { schemas } = patch();
  const operations = changes.map((change) => operation(change, choose));
  const data = { schemas, [cased('Operations', choose)]: operations };
  return bulk({
    method: cased('PATCH', choose),
    path: `/${resource}`,
    data: choose<unknown>(data, JSON.stringify(data)),
  });
}

/** Lines, people and groups. The ids hash the spelling, if the event has none of its own. */
function meaning(content: unknown): unknown {
  return read(content).map((event) =>
    'error' in event
      ? event.error.reason
      : [
          lines([event]),
          event.readings.map((one) =>
            one.kind === 'person'
              ? [...Object.entries(one.person).sort(byName), one.wholeLists, one.groupsAttribute].map(comparable)
              : { ...one, id: undefined },
          ),
        ],
  );
}

function byName([one]: readonly [string, unknown], [other]: readonly [string, unknown]): number {
  return one.localeCompare(other);
}

function comparable(one: unknown): unknown {
  return JSON.stringify(one, (_, inner) => (inner === cleared ? '(cleared)' : inner));
}

test.each([
  ['user', 'Users/u-1', userChange],
  ['group', 'Groups/g-1', groupChange],
])('every spelling of a patch of a %s reads the same', (_, resource, change) => {
  fc.assert(
    fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), spelling, (changes, choose) => {
      const expected = meaning(request(resource, changes, canonical));
      expect(expected).not.toContain('invalid-event');
      expect(meaning(request(resource, changes, choose))).toEqual(expected);
    }),
    { numRuns: 300 },
  );
});

test.each<[value: object, expected: string]>([
  [{ active: false, Active: true }, 'bad invalid-event'],
  [{ Active: true, active: false }, 'bad invalid-event'],
  [{ active: null, Active: true }, 'bad invalid-event'],
  [{ active: false, [`${core}:active`]: true }, 'bad invalid-event'],
  [{ department: 'Billing', Department: 'Sales' }, 'bad invalid-event'],
  [{ emails: [{ value: 'ada@example.com' }], Emails: [{ value: 'grace@example.com' }] }, 'bad invalid-event'],
  [{ active: false, Active: ['False'] }, 'suspended u-1'],
  [{ active: false, [enterprise]: { active: true } }, 'suspended u-1'],
  [{ department: 'Billing', Department: '["Billing"]' }, 'changed u-1'],
])('a patch with the value %j is read as %s, in any order of its names', (value, expected) => {
  const patched = (data: object) => bulk({ method: 'PATCH', path: '/Users/u-1', data: patch(data) });
  expect(lines(read(patched({ op: 'replace', value })))).toEqual([expected]);
  const reversed = Object.fromEntries(Object.entries(value).toReversed());
  expect(lines(read(patched({ op: 'replace', value: reversed })))).toEqual([expected]);
});
