import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { entities, policy, reading } from '../../../fuzz/fixtures/policies.ts';
import type { Attribute, Person } from '../../../lib/identity/person.ts';
import type { PersonReading } from '../../../lib/identity/reading.ts';
import { type KnownPerson, unknownPerson } from '../../../lib/people/known-person.ts';
import { changedBy } from '../../../lib/people/person-change.ts';
import { usableFacts } from '../../../lib/people/usable-facts.ts';
import type { Policy } from '../../../lib/policy/policy.ts';
import { diffTotals } from '../../../operator/policy/diff-totals.ts';
import { type PolicyDifference, policyDiff, unknownAttributes } from '../../../operator/policy/policy-diff.ts';

const logins = [{ login: 'ada@example.com', generation: 1 }];

/** Somebody whom a stage with the policy remembers from these readings. */
function remembered(by: Policy, ...readings: readonly PersonReading[]): KnownPerson {
  const learnt = readings.reduce((person, one) => changedBy(by, person, one, 'scim').person, unknownPerson('ada'));
  return { ...learnt, logins };
}
const joined = (by: Policy, person: Person, others: Partial<PersonReading> = {}) =>
  remembered(by, reading('joined', person, others));

function differences(before: Policy, after: Policy, person: KnownPerson): readonly PolicyDifference[] {
  const compared = policyDiff(before, after)(person);
  return compared.is === 'compared' ? compared.differences : [];
}
const inWords = (all: readonly PolicyDifference[]) =>
  all.map(({ effect, before, after, ...others }) =>
    [effect, after?.name ?? before?.name, ...unknownAttributes({ effect, before, after, ...others })].join(' '),
  );

const billing = { id: 'billing', when: { department: ['Billing'] }, grant: ['germany', 'france'] };
const group = { id: 'group', when: { groups: ['zuora-germany'] }, grant: ['germany'] };
const noContractors = { id: 'no-contractors', when: { userType: ['contractor'] }, deny: ['france'] };
const ruled = (...rules: object[]) => policy({ rules });

test.each<[what: string, before: Policy, after: Policy, person: Person, differences: string[]]>([
  [
    'a new rule may grant, where no other one did',
    ruled(group),
    ruled(billing),
    { department: 'Billing' },
    ['undecided france department'],
  ],
  [
    'a rule grants more',
    ruled(billing),
    ruled({ ...billing, grant: ['japan', 'france'] }),
    { department: 'Billing' },
    ['loses germany', 'gains japan'],
  ],
  [
    'another value is asked for',
    ruled(billing),
    ruled({ ...billing, when: { department: ['Sales'] } }),
    { department: 'Sales' },
    ['gains germany', 'gains france'],
  ],
  [
    'a rule needs one attribute more',
    ruled(billing),
    ruled({ ...billing, when: { ...billing.when, country: ['DE'] } }),
    { department: 'Billing' },
    ['undecided germany country', 'undecided france country'],
  ],
  [
    'a contradicted rule needs an unknown attribute',
    ruled(billing),
    ruled({ ...billing, when: { country: ['DE'] } }),
    { department: 'Sales' },
    ['undecided germany country', 'undecided france country'],
  ],
  ['a rule that stays undecided', ruled(billing), ruled({ ...billing, id: 'other' }), {}, []],
  [
    'a new denial is undecided',
    ruled(billing),
    ruled(billing, noContractors),
    { department: 'Billing' },
    ['withheld france userType'],
  ],
  [
    'a known denial',
    ruled(billing, { ...noContractors, deny: ['germany'] }),
    ruled(billing, noContractors),
    { department: 'Billing', userType: 'contractor' },
    ['gains germany', 'loses france'],
  ],
  [
    'a grant comes with a denial that is undecided',
    ruled({ ...billing, grant: ['germany'] }),
    ruled(billing, noContractors),
    { department: 'Billing' },
    ['withheld france userType'],
  ],
  [
    'a grant comes with a denial that is undecided, and withholds nothing',
    ruled({ ...billing, grant: ['germany'] }),
    ruled(billing, { ...noContractors, unknown: 'grant' }),
    { department: 'Billing' },
    ['gains france'],
  ],
  [
    'a denial that was undecided withholds from now on',
    ruled(billing, { ...noContractors, unknown: 'grant' }),
    ruled(billing, noContractors),
    { department: 'Billing' },
    ['withheld france userType'],
  ],
  [
    'a denial withholds what another one withheld',
    ruled(billing, noContractors),
    ruled(billing, { ...noContractors, id: 'other', when: { title: ['Intern'] } }),
    { department: 'Billing' },
    [],
  ],
])('%s', (_, before, after, person, expected) => {
  expect(inWords(differences(before, after, joined(before, person)))).toEqual(expected);
});

test('the rules of both policies are told', () => {
  const [before, after] = [ruled(billing), ruled(billing, { ...noContractors, when: { department: ['Billing'] } })];
  expect(differences(before, after, joined(before, { department: 'Billing' }))).toEqual([
    {
      ...{ username: 'ada@example.com', entityId: entities.france, effect: 'loses' },
      before: {
        name: 'france',
        id: entities.france,
        status: 'granted',
        rules: [{ id: 'billing', unmet: [] }],
        undecidedDenials: [],
      },
      after: {
        name: 'france',
        id: entities.france,
        status: 'denied',
        rules: [{ id: 'no-contractors', unmet: [] }],
        undecidedDenials: [],
      },
    },
  ]);
});

test('entities are the same by id, whatever their names; one policy may lack some', () => {
  const { home, germany, france } = entities;
  const before = ruled(billing);
  const renamed = { home, deutschland: germany };
  const after = policy({ entities: renamed, rules: [{ ...billing, grant: ['deutschland'] }] });
  const person = joined(before, { department: 'Billing' });
  expect(inWords(differences(before, after, person))).toEqual(['loses france']);
  expect(differences(after, before, person)).toMatchObject([{ effect: 'gains', entityId: france, before: undefined }]);
});

test('the home entities of both policies are left out', () => {
  const before = policy({ rules: [billing] });
  const after = policy({ homeEntity: 'germany', rules: [{ ...billing, grant: ['home'] }] });
  expect(inWords(differences(before, after, joined(before, { department: 'Billing' })))).toEqual(['loses france']);
});

test('leavers, and people without a login, are not compared', () => {
  const [before, after] = [ruled(group), ruled(billing)];
  const compare = policyDiff(before, after);
  const left = remembered(before, reading('joined', { department: 'Billing' }), reading('left'));
  expect(compare(left)).toEqual({ is: 'left' });
  expect(compare({ ...joined(before, {}), logins: [] })).toEqual({ is: 'withoutLogin' });
});

test('known absence and whole lists count', () => {
  const before = ruled({ ...group, grant: ['japan'] });
  const after = ruled(group);
  const whole = { wholeLists: ['groups'] };
  const removed = reading('removed-from-group', {}, { groups: ['zuora-germany'] });
  expect(inWords(differences(before, after, joined(before, {})))).toEqual(['undecided germany groups']);
  expect(differences(before, after, joined(before, { groups: ['other'] }, whole))).toEqual([]);
  expect(differences(before, after, remembered(before, removed))).toEqual([]);
  expect(inWords(differences(before, after, joined(before, { groups: ['zuora-germany'] }, whole)))).toEqual([
    'gains germany',
    'loses japan',
  ]);
});

test('a whole list says nothing of a group for which the old policy does not ask', () => {
  const before = ruled({ ...group, grant: ['japan'] });
  const after = ruled({ ...group, when: { groups: ['zuora-new'] } }, { ...group, id: 'kept', grant: ['france'] });
  const person = joined(before, { groups: ['zuora-new'] }, { wholeLists: ['groups'] });
  expect(inWords(differences(before, after, person))).toEqual(['undecided germany groups']);
});

test('totals name the attribute that is unknown most often first', () => {
  const before = ruled(billing);
  const after = ruled({ ...billing, when: { country: ['DE'], title: ['Clerk'] } });
  const all = [{ department: 'Billing' }, { department: 'Sales' }].map((person) => joined(before, person));
  const some = [...all.flatMap((person) => differences(before, after, person))].filter(
    ({ after }) => after?.name === 'germany',
  );
  expect(diffTotals(some)).toEqual([
    { effect: 'undecided', entityId: entities.germany, people: 2, unknown: ['country', 'title'] },
  ]);
});

// Only a few words, so that they often match.
const word = fc.constantFrom('a', 'ab', 'b');
const attributes = ['department', 'country', 'userType', 'title'];
const attribute = fc.constantFrom(...attributes, 'groups');
const matcher = fc.oneof(
  word,
  word.map((prefix) => ({ prefix })),
  fc.boolean().map((exists) => ({ exists })),
);
const chosen = fc.subarray(['germany', 'france', 'japan'], { minLength: 1 });
const when = fc.dictionary(attribute, fc.array(matcher, { minLength: 1, maxLength: 2 }), { minKeys: 1, maxKeys: 2 });
const rule = fc.oneof(
  fc.record({ when, grant: chosen }),
  fc.record({ when, deny: chosen }),
  fc.record({ when, deny: chosen, unknown: fc.constant('grant') }),
);
const policies = fc
  .array(rule, { maxLength: 4 })
  .map((rules) => policy({ rules: rules.map((one, index) => ({ id: `r${index}`, ...one })) }));

const value: fc.Arbitrary<Attribute> = fc.oneof(word, fc.array(word, { maxLength: 2 }));
const readings = fc
  .record({
    change: fc.constantFrom('joined', 'changed', 'added-to-group', 'removed-from-group', 'left'),
    person: fc.dictionary(attribute, value, { maxKeys: 4 }),
    groups: fc.array(word, { maxLength: 2 }),
    wholeLists: fc.subarray(['groups']),
  })
  .map(({ change, person, ...others }) => reading(change, person, others));
const histories = fc.array(readings, { minLength: 1, maxLength: 3 });

const key = ({ entityId, username }: PolicyDifference) => `${username} ${entityId}`;
const keysOf = (all: readonly PolicyDifference[], isChosen: (one: PolicyDifference) => boolean) =>
  all.filter(isChosen).map(key).toSorted();
const gained = ({ effect }: PolicyDifference) => effect === 'gains';
const lost = ({ effect }: PolicyDifference) => effect === 'loses';
const keptOf = (by: Policy) => usableFacts(by).kept.get('groups');

test('a policy does not differ from itself', () => {
  fc.assert(
    fc.property(policies, policies, histories, (kept, one, history) => {
      expect(differences(one, one, remembered(kept, ...history))).toEqual([]);
    }),
    { numRuns: 300 },
  );
});

test('in the other direction, a loss is a gain, and a gain is a loss unless it is undecided', () => {
  fc.assert(
    fc.property(policies, policies, histories, (one, other, history) => {
      const person = remembered(one, ...history);
      const [there, back] = [differences(one, other, person), differences(other, one, person)];
      const gains = keysOf(there, gained);
      const isUndecided = ({ effect }: PolicyDifference) => effect === 'undecided' || effect === 'withheld';
      const undecided = keysOf(back, (one) => isUndecided(one) && one.before?.status === 'granted');
      expect(gains).toEqual(expect.arrayContaining(keysOf(back, lost)));
      // What a whole list lacks is known only by a policy that asks the same of it.
      const isWhole = history.some(({ wholeLists = [] }) => wholeLists.includes('groups'));
      if (isWhole && keptOf(one) !== keptOf(other)) return;
      expect([...keysOf(back, lost), ...undecided]).toEqual(expect.arrayContaining(gains));
    }),
    { numRuns: 300 },
  );
});

test('of people of whom all is known, the gains are the losses in the other direction', () => {
  const known = fc.record(Object.fromEntries(attributes.map((name) => [name, word])));
  const single = policies.filter(({ rules }) => rules.every(({ when }) => !Object.hasOwn(when, 'groups')));
  fc.assert(
    fc.property(single, single, known, (one, other, person) => {
      const all = ruled(...attributes.map((name) => ({ id: name, when: { [name]: ['a'] }, grant: ['japan'] })));
      const [there, back] = [[one, other] as const, [other, one] as const].map((pair) =>
        differences(...pair, joined(all, person)),
      );
      expect(keysOf(there ?? [], gained)).toEqual(keysOf(back ?? [], lost));
      expect(
        [...(there ?? []), ...(back ?? [])].filter(({ effect }) => effect !== 'gains' && effect !== 'loses'),
      ).toEqual([]);
    }),
    { numRuns: 300 },
  );
});
