import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { policy, revoking } from '../../../fuzz/fixtures/policies.ts';
import { core, patch } from '../../../fuzz/fixtures/scim.ts';
import { plain } from '../../../fuzz/fixtures/vendors.ts';
import { sentAt } from '../../../fuzz/outcomes.ts';
import { knownAttributes, personFrom } from '../../../lib/identity/attributes.ts';
import { unreadable } from '../../../lib/identity/person.ts';
import { planMessage } from '../../../lib/translation/plan.ts';

const long = 'x'.repeat(1025);

describe('an attribute is read', () => {
  test.each<[name: string, value: unknown, expected: unknown]>([
    ['userType', 'contractor', 'contractor'],
    ['userType', ['contractor'], 'contractor'],
    ['userType', { value: 'contractor' }, 'contractor'],
    ['userType', [{ value: 'contractor', display: 'Contractor' }], 'contractor'],
    ['workerClass', { value: 'contractor' }, 'contractor'],
    ['workerClass', [{ value: 'contractor' }, 'temporary'], ['contractor', 'temporary']],
    ['active', [{ value: 'False' }], false],
    ['email', [{ value: 'ada@example.com' }], 'ada@example.com'],
    ['groups', { display: 'zuora', value: 'g-1' }, ['zuora', 'g-1']],
    ['manager', [{ value: 'A-0' }], 'A-0'],
  ])('%s from %j', (name, value, expected) => {
    expect(personFrom({ [name]: value })).toEqual({ [name]: expected });
  });

  test.each<[name: string, value: unknown]>([
    ['userType', undefined],
    ['userType', null],
    ['userType', ' '],
    ['userType', []],
    ['userType', { value: null }],
    ['workerClass', [null, '']],
    ['emails', []],
    ['manager', null],
  ])('%s is absent from %j', (name, value) => {
    expect(personFrom({ [name]: value })).toEqual({});
  });

  test.each<[name: string, value: unknown]>([
    ['userType', ['contractor', 'temporary']],
    ['userType', { kind: 'contractor' }],
    ['userType', true],
    ['userType', long],
    ['workerClass', { kind: 'contractor' }],
    ['workerClass', ['contractor', { kind: 'temporary' }]],
    ['workerClass', long],
    ['active', 'perhaps'],
    ['email', 'ada'],
    ['groups', [{ kind: 'contractors' }, 'zuora']],
    ['groups', long],
    ['roles', ['contractor', long]],
    ['emails', ['ada@example.com', 'ada']],
    ['manager', { displayName: 'Grace' }],
    ['country', ['DE', 'FR']],
  ])('%s is unreadable from %p', (name, value) => {
    expect(personFrom({ [name]: value })[name]).toBe(unreadable);
  });

  test('from the path of its value in a SCIM patch', () => {
    const operation = { op: 'replace', path: 'roles[primary eq "True"].value', value: 'contractor' };
    const message = {
      schemas: patch().schemas,
      Operations: [operation, { op: 'add', path: 'userName', value: 'ada' }],
    };
    expect(outcomeOf(message, [{ id: 'deny', when: { roles: ['contractor'] }, deny: ['japan'] }])).toBe(
      'revoked japan',
    );
  });
});

/** Everybody gets Japan unless a rule denies it. */
function outcomeOf(message: unknown, denials: readonly object[]): string {
  const rules = [{ id: 'everybody', when: { userName: [{ exists: true }] }, grant: ['japan'] }, ...denials];
  const on = { ...revoking, left: 'report' };
  const [{ line } = {}] = planMessage(
    policy({ rules, on, username: ['userName', 'email'] }),
    JSON.stringify(message),
    sentAt,
  ).changes;
  if (line?.outcome === 'dead-letter') return `${line.reason} ${line.detail?.split(':')[0]}`;
  return line?.granted ? `granted ${line.granted}` : line?.revoked ? `revoked ${line.revoked}` : `${line?.reason}`;
}

const joined = (attributes: object) => plain('identity.user.joined.v1', { user: { userName: 'ada', ...attributes } });
const noContractors = [{ id: 'no-contractors', when: { userType: ['contractor'] }, deny: ['japan'] }];

describe('a denial', () => {
  test.each<[what: string, userType: unknown]>([
    ['a text', 'contractor'],
    ['a list of one', ['contractor']],
    ['an object with a value', { value: 'contractor' }],
  ])('holds for %s', (_, userType) => {
    expect(outcomeOf(joined({ userType }), noContractors)).toBe('denied');
  });

  test.each<[what: string, userType: unknown]>([
    ['several values', ['contractor', 'temporary']],
    ['an object', { kind: 'contractor' }],
    ['a text of more than 1,024 characters', long],
  ])('of %s refuses the event, by the name of the attribute', (_, userType) => {
    expect(outcomeOf(joined({ userType }), noContractors)).toBe('invalid-event userType');
  });

  test('is not affected by an unreadable attribute that no rule needs', () => {
    expect(outcomeOf(joined({ biography: long, photos: [{}], title: { en: 'Dr' } }), noContractors)).toBe(
      'granted japan',
    );
  });
});

test('a leaver with an unreadable attribute still leaves', () => {
  const left = plain('identity.user.left.v1', { user: { userName: 'ada', userType: long } });
  const [line] = planMessage(policy({ on: revoking }), JSON.stringify(left), sentAt).changes.map(({ line }) => line);
  expect(line?.outcome).toBe('translated');
});

test('an unreadable user name is not replaced by another attribute', () => {
  const user = { schemas: [core], userName: { login: 'ada' }, email: 'ada@example.com' };
  expect(outcomeOf(user, [])).toBe('invalid-event userName');
});

test('no form of a value that is present is silence: it is denied, or the event is refused', () => {
  const present = fc
    .oneof(
      fc.jsonValue({ maxDepth: 3 }),
      fc.constantFrom<unknown>('contractor', long, { value: 'contractor' }, [['contractor']]),
    )
    .filter((value) => !isEmpty(value));
  const names = knownAttributes.filter((name) => !['userName', 'emails', 'email'].includes(name));
  fc.assert(
    fc.property(fc.constantFrom(...names, 'workerClass'), present, (name, value) => {
      const denial = { id: 'deny', when: { [name]: [{ exists: true }] }, deny: ['japan'] };
      expect(outcomeOf(joined({ [name]: value }), [denial])).not.toMatch(/^granted/);
    }),
    { numRuns: 2000 },
  );
});

/** Whether a value says nothing: sources send such values for attributes that a person does not have. */
function isEmpty(value: unknown): boolean {
  if (value === null || (typeof value === 'string' && value.trim() === '')) return true;
  if (Array.isArray(value)) return value.every(isEmpty);
  return typeof value === 'object' && 'value' in value && isEmpty(value.value);
}
