import { describe, expect, test } from '@jest/globals';
import { policy, reading, revoking } from '../../../fuzz/fixtures/policies.ts';
import type { Person } from '../../../lib/identity/person.ts';
import type { ChangeKind, PersonReading } from '../../../lib/identity/reading.ts';
import { unknownPerson } from '../../../lib/people/known-person.ts';
import { changedBy } from '../../../lib/people/person-change.ts';
import { alone, aloneInWords, inWords } from './alone.ts';

const decided = (on: object, change: ChangeKind, person: Person = {}, others: Partial<PersonReading> = {}) =>
  aloneInWords(policy({ on }), reading(change, person, others));

describe('grants', () => {
  test.each<[name: string, change: ChangeKind, person: Person, groups: string[], outcome: string]>([
    ['the entities of a matching rule', 'joined', { department: 'Billing' }, [], 'grant germany, france (billing)'],
    [
      'by the group that the person was added to',
      'added-to-group',
      {},
      ['zuora-germany'],
      'grant germany (germany-group)',
    ],
    ['by the approved access', 'access-approved', {}, ['id', 'zuora-germany'], 'grant germany (germany-group)'],
    ['by any group of the person', 'joined', { groups: ['x', 'zuora-germany'] }, [], 'grant germany (germany-group)'],
    ['by a single group', 'joined', { groups: 'zuora-germany' }, [], 'grant germany (germany-group)'],
    [
      'the entities of several rules, each once',
      'added-to-group',
      { department: 'Finance EMEA' },
      ['zuora-germany'],
      'grant germany, france (germany-group, billing)',
    ],
    [
      'no entity that a rule denies',
      'joined',
      { department: 'Billing', userType: 'Contractor' },
      [],
      'grant germany (billing)',
    ],
    ['no entity if no rule matches', 'joined', { department: 'Sales' }, [], 'ignored: no-rule'],
    ['no entity if the event lacks the attributes', 'joined', {}, [], 'ignored: no-rule'],
    [
      'what a rule grants to a person who leaves another group',
      'removed-from-group',
      { department: 'Billing' },
      ['x'],
      'grant germany, france (billing)',
    ],
  ])('%s', (_, change, person, groups, outcome) => {
    expect(decided({}, change, person, { groups })).toBe(outcome);
  });

  test.each([
    ['composed', 'é', 'e\u0301'],
    ['decomposed', 'e\u0301', 'é'],
  ])('by a name with an accent that only the policy has %s', (_, ours, theirs) => {
    const rules = [
      { id: 'group', when: { groups: [{ prefix: `r${ours}` }] }, grant: ['germany'] },
      { id: 'home', when: { city: [`Orl${ours}ans`] }, grant: ['france'] },
      { id: 'others', when: { title: [{ 'anything-but': `pr${ours}sident` }] }, grant: ['japan'] },
    ];
    const userName = `ren${theirs}@example.com`;
    const person = { userName, city: `Orl${theirs}ans`, title: `pr${theirs}sident` };
    const decision = alone(
      policy({ rules, on: revoking }),
      reading('added-to-group', person, { groups: [`r${theirs}gion`] }),
    );
    expect(inWords(decision)).toBe('grant germany, france (group, home)');
    expect(decision.username).toBe(userName.normalize('NFC'));
  });

  test('no entity if all are denied', () => {
    const rules = [
      { id: 'all', when: { userName: [{ exists: true }] }, grant: ['japan'] },
      { id: 'none', when: { department: ['Sales'] }, deny: ['japan'] },
    ];
    expect(aloneInWords(policy({ rules }), reading('joined', { department: 'Sales' }))).toBe('ignored: denied');
  });
});

describe('the username', () => {
  test.each<[name: string, person: Record<string, Person[string] | undefined>, outcome: string]>([
    ['is the first attribute of the policy', { userName: 'ada', email: 'ada@example.com' }, 'ada'],
    [
      'is the next one if the event lacks the first',
      { userName: undefined, email: 'ada@example.com' },
      'ada@example.com',
    ],
    ['may be digits', { userName: 4711 }, '4711'],
    ['is never another attribute', { userName: undefined, displayName: 'Ada' }, 'no-username'],
    ['is missing if there are only empty lists', { userName: [] }, 'no-username'],
    ['is not a list', { userName: ['ada'] }, 'bad-username'],
    [
      'is refused if a URL would resolve it, without trying another attribute',
      { userName: '..', email: 'ada@example.com' },
      'bad-username',
    ],
  ])('%s', (_, attributes, outcome) => {
    const { userName: _user, ...others } = reading('joined').person;
    const given = Object.entries(attributes).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, value] as const],
    );
    const decision = alone(policy(), {
      ...reading('left'),
      person: { ...others, ...Object.fromEntries(given) },
    });
    expect(decision.username ?? decision.reason).toBe(outcome);
  });
});

describe('a leaver', () => {
  test('loses every entity except home, even if rules match', () => {
    expect(decided(revoking, 'left', { department: 'Billing' })).toBe('revoke germany, france, japan ()');
  });
  test('is only reported unless the policy says to revoke', () => {
    expect(decided({}, 'left')).toBe('report germany, france, japan ()');
  });
});

describe('the removal from a group', () => {
  const removed = (person: Person, groups: string[], on: object = revoking) =>
    decided(on, 'removed-from-group', person, { groups });

  test('revokes access through the group', () => {
    expect(removed({}, ['zuora-germany'])).toBe('revoke germany (germany-group)');
    expect(removed({}, ['zuora-germany'], {})).toBe('report germany (germany-group)');
  });
  test('revokes it even if the event still lists the group', () => {
    expect(removed({ groups: ['zuora-germany'] }, ['zuora-germany'])).toBe('revoke germany (germany-group)');
  });
  test('does not revoke an entity that another matching rule grants', () => {
    expect(removed({ department: 'Billing' }, ['zuora-germany'])).toBe('grant germany, france (billing)');
  });
  test('revokes an entity that another rule grants but a third denies', () => {
    const rules = [
      { id: 'group', when: { groups: ['g'] }, grant: ['france'] },
      { id: 'billing', when: { department: ['Billing'] }, grant: ['france'] },
      { id: 'no-contractors', when: { userType: ['contractor'] }, deny: ['france'] },
    ];
    const person = { department: 'Billing', userType: 'contractor' };
    const decision = alone(policy({ rules, on: revoking }), reading('removed-from-group', person, { groups: ['g'] }));
    expect(inWords(decision)).toBe('revoke france (no-contractors)');
  });
  test('names the rule that denies where the rule of the group still matches', () => {
    const rules = [
      { id: 'sales', when: { department: ['Sales'] }, deny: ['france'] },
      { id: 'group', when: { groups: ['g', { exists: false }] }, grant: ['france', 'japan'] },
    ];
    const removal = reading('removed-from-group', { department: 'Sales' }, { groups: ['g'] });
    expect(aloneInWords(policy({ rules, on: revoking }), removal)).toContain('revoke france (sales)');
  });
  test('names only the rules of the revoked entities', () => {
    const rules = [
      { id: 'a', when: { groups: ['g'] }, grant: ['france'] },
      { id: 'b', when: { groups: ['g'] }, grant: ['japan'] },
      { id: 'billing', when: { department: ['Billing'] }, grant: ['japan'] },
    ];
    const removal = reading('removed-from-group', { department: 'Billing' }, { groups: ['g'] });
    expect(aloneInWords(policy({ rules, on: revoking }), removal)).toBe('grant japan (billing); revoke france (a)');
  });
  test('revokes nothing if no rule names the group', () => {
    expect(removed({}, ['elsewhere'])).toBe('ignored: no-rule');
  });

  test.each<[name: string, when: object, person: Person, outcome: string]>([
    ['revokes access through a prefix', { groups: [{ prefix: 'zuora-' }] }, {}, 'revoke japan (r)'],
    [
      'revokes nothing if another group grants the same',
      { groups: [{ prefix: 'zuora-' }] },
      { groups: ['zuora-b', 'zuora-a'] },
      'grant japan (r)',
    ],
    ['revokes nothing if any group grants the same', { groups: [{ exists: true }] }, {}, 'ignored: no-rule'],
    [
      'revokes nothing if the rule needs an attribute that the person does not have',
      { groups: ['zuora-a'], department: ['Billing'] },
      { department: 'Sales' },
      'ignored: no-rule',
    ],
    [
      'revokes access if the event does not mention the other attributes of the rule',
      { groups: ['zuora-a'], department: ['Billing'] },
      {},
      'revoke japan (r)',
    ],
  ])('%s', (_, when, person, outcome) => {
    const rules = [{ id: 'r', when, grant: ['japan'] }];
    const decision = alone(
      policy({ rules, on: revoking }),
      reading('removed-from-group', person, { groups: ['zuora-a'] }),
    );
    expect(inWords(decision)).toBe(outcome);
  });
});

describe('a change', () => {
  const rules = [
    { id: 'billing', when: { department: ['Billing'] }, grant: ['germany', 'france'] },
    { id: 'french', when: { country: ['FR'] }, grant: ['france'] },
    { id: 'group', when: { groups: ['g'] }, grant: ['japan'] },
    { id: 'no-contractors', when: { userType: ['contractor'] }, deny: ['japan'] },
  ];
  test.each<[name: string, person: Person, outcome: string]>([
    [
      'revokes what no rule can grant any longer',
      { department: 'Sales', country: 'DE' },
      'revoke germany, france (billing, french)',
    ],
    ['does not revoke an entity that an undecided rule may grant', { department: 'Sales' }, 'revoke germany (billing)'],
    ['revokes nothing for an absent attribute', { title: 'Dr' }, 'ignored: no-rule'],
    ['revokes nothing for a list without the group', { groups: ['other'] }, 'ignored: no-rule'],
    ['revokes nothing for an empty list', { groups: [] }, 'ignored: no-rule'],
    [
      'grants and revokes at once',
      { department: 'Sales', country: 'FR' },
      'grant france (french); revoke germany (billing)',
    ],
    ['revokes what is denied', { userType: 'contractor' }, 'revoke japan (no-contractors)'],
    [
      'revokes what is denied even if another rule grants it',
      { userType: 'contractor', groups: ['g'] },
      'revoke japan (no-contractors)',
    ],
  ])('%s', (_, person, outcome) => {
    expect(aloneInWords(policy({ rules, on: revoking }), reading('changed', person))).toBe(outcome);
  });

  test.each<[object]>([
    [{ department: [{ exists: false }] }],
    [{ department: [{ exists: false }], userType: ['contractor'] }],
  ])('revokes nothing for a denial that needs an absent attribute: %j', (when) => {
    const denying = [{ id: 'unknown', when, deny: ['japan'] }];
    const change = reading('changed', { userType: 'contractor' });
    expect(aloneInWords(policy({ rules: denying, on: revoking }), change)).toBe('ignored: no-rule');
  });

  test('names only the rules of each entity: not a contradicted denial, nor the grants of a denying rule', () => {
    const several = [
      { id: 'denied', when: { userType: ['contractor'] }, grant: ['germany'], deny: ['japan'] },
      { id: 'not-denied', when: { country: ['FR'] }, grant: ['france'], deny: ['japan'] },
      { id: 'granted', when: { department: ['Billing'] }, grant: ['germany'] },
    ];
    const change = reading('changed', { userType: 'contractor', country: 'DE', department: 'Sales' });
    expect(aloneInWords(policy({ rules: several, on: revoking }), change)).toBe(
      'grant germany (denied); revoke france, japan (denied, not-denied)',
    );
    const withoutFrance = reading('changed', { userType: 'contractor', department: 'Sales' });
    expect(aloneInWords(policy({ rules: several, on: revoking }), withoutFrance)).toBe(
      'grant germany (denied); revoke japan (denied)',
    );
  });

  test('revokes what one attribute rules out, even if the event does not mention another attribute of the rule', () => {
    const both = [{ id: 'both', when: { department: ['Billing'], country: ['FR'] }, grant: ['japan'] }];
    const change = reading('changed', { department: 'Sales' });
    expect(aloneInWords(policy({ rules: both, on: revoking }), change)).toBe('revoke japan (both)');
  });

  test.each<ChangeKind>(['joined', 'added-to-group', 'access-approved'])('of the kind %s revokes nothing', (change) => {
    const person = { department: 'Sales', country: 'DE', userType: 'contractor' };
    expect(aloneInWords(policy({ rules, on: revoking }), reading(change, person))).toBe('translated: blocked');
    expect(aloneInWords(policy({ rules }), reading(change, person))).toBe('ignored: no-rule');
  });
});

test('every rule is judged, with its matchers and the person’s values', () => {
  const { judgements } = changedBy(policy(), unknownPerson('ada'), reading('joined', { department: 'Sales' }), 'scim');
  expect(judgements.map(({ rule, verdict }) => [rule.id, verdict])).toEqual([
    ['germany-group', 'undecided'],
    ['billing', 'contradicted'],
    ['no-contractors', 'undecided'],
  ]);
  expect(judgements[1]?.findings).toEqual([
    { attribute: 'department', wanted: ['Billing', { prefix: 'Finance' }], values: ['Sales'], matches: false },
  ]);
});
