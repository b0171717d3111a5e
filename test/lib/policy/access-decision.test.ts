import { describe, expect, test } from '@jest/globals';
import { policy, reading, revoking } from '../../../fuzz/fixtures/policies.ts';
import type { Person } from '../../../lib/identity/person.ts';
import type { ChangeKind, PersonReading } from '../../../lib/identity/reading.ts';
import { type AccessDecision, decideAccess } from '../../../lib/policy/access-decision.ts';

/** What it comes to, in a line. */
function line(decision: AccessDecision): string {
  if (decision.kind !== 'access-change') return `${decision.kind}: ${decision.reason}`;
  const { grant, revoke, report, because } = decision;
  const parts = Object.entries({ grant, revoke, report }).filter(([, entities]) => entities.length > 0);
  return `${parts.map(([verb, entities]) => `${verb} ${entities.join(', ')}`).join('; ')} (${because.join(', ')})`;
}

const decided = (on: object, change: ChangeKind, person: Person = {}, others: Partial<PersonReading> = {}) =>
  line(decideAccess(policy({ on }), reading(change, person, others)));

describe('grants', () => {
  test.each<[name: string, change: ChangeKind, person: Person, groups: string[], outcome: string]>([
    ['what a rule that matches grants', 'joined', { department: 'Billing' }, [], 'grant germany, france (billing)'],
    ['by the group somebody was added to', 'added-to-group', {}, ['zuora-germany'], 'grant germany (germany-group)'],
    [
      'by the access that was approved',
      'access-approved',
      {},
      ['id', 'zuora-germany'],
      'grant germany (germany-group)',
    ],
    ['by any group of the person', 'joined', { groups: ['x', 'zuora-germany'] }, [], 'grant germany (germany-group)'],
    ['by a single group', 'joined', { groups: 'zuora-germany' }, [], 'grant germany (germany-group)'],
    [
      'what several rules grant, once',
      'added-to-group',
      { department: 'Finance EMEA' },
      ['zuora-germany'],
      'grant germany, france (germany-group, billing)',
    ],
    [
      'nothing that a rule denies',
      'joined',
      { department: 'Billing', userType: 'Contractor' },
      [],
      'grant germany (billing)',
    ],
    ['nothing when no rule matches', 'joined', { department: 'Sales' }, [], 'ignored: no-rule'],
    ['nothing when the event says too little', 'joined', {}, [], 'ignored: no-rule'],
    [
      'nothing to somebody who leaves a group',
      'removed-from-group',
      { department: 'Billing' },
      ['x'],
      'ignored: no-rule',
    ],
  ])('%s', (_, change, person, groups, outcome) => {
    expect(decided({}, change, person, { groups })).toBe(outcome);
  });

  test.each([
    ['composed', 'é', 'e\u0301'],
    ['decomposed', 'e\u0301', 'é'],
  ])('by a name with an accent, which the policy has %s and the event not', (_, ours, theirs) => {
    const rules = [
      { id: 'group', when: { groups: [{ prefix: `r${ours}` }] }, grant: ['germany'] },
      { id: 'home', when: { city: [`Orl${ours}ans`] }, grant: ['france'] },
      { id: 'others', when: { title: [{ 'anything-but': `pr${ours}sident` }] }, grant: ['japan'] },
    ];
    const userName = `ren${theirs}@example.com`;
    const person = { userName, city: `Orl${theirs}ans`, title: `pr${theirs}sident` };
    const decision = decideAccess(
      policy({ rules, on: revoking }),
      reading('added-to-group', person, { groups: [`r${theirs}gion`] }),
    );
    expect(line(decision)).toBe('grant germany, france (group, home)');
    expect(decision).toMatchObject({ username: userName });
  });

  test('nothing when everything is denied', () => {
    const rules = [
      { id: 'all', when: { userName: [{ exists: true }] }, grant: ['japan'] },
      { id: 'none', when: { department: ['Sales'] }, deny: ['japan'] },
    ];
    expect(line(decideAccess(policy({ rules }), reading('joined', { department: 'Sales' })))).toBe('ignored: denied');
  });
});

describe('the username', () => {
  test.each<[name: string, person: Record<string, Person[string] | undefined>, outcome: string]>([
    ['is the first attribute of the policy', { userName: 'ada', email: 'ada@example.com' }, 'ada'],
    [
      'is the next where the event is silent on the first',
      { userName: undefined, email: 'ada@example.com' },
      'ada@example.com',
    ],
    ['may be digits', { userName: 4711 }, '4711'],
    ['is never another attribute', { userName: undefined, displayName: 'Ada' }, 'no-username'],
    ['is none where there are only empty lists', { userName: [] }, 'no-username'],
    ['is not a list', { userName: ['ada'] }, 'bad-username'],
    [
      'is nothing that a URL resolves away, and no other is tried',
      { userName: '..', email: 'ada@example.com' },
      'bad-username',
    ],
  ])('%s', (_, attributes, outcome) => {
    const { userName: _user, ...others } = reading('joined').person;
    const given = Object.entries(attributes).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, value] as const],
    );
    const decision = decideAccess(policy(), {
      ...reading('left'),
      person: { ...others, ...Object.fromEntries(given) },
    });
    expect(decision.kind === 'access-change' ? decision.username : decision.reason).toBe(outcome);
  });
});

describe('a leaver', () => {
  test('loses every entity but home, whatever rules match', () => {
    expect(decided(revoking, 'left', { department: 'Billing' })).toBe('revoke germany, france, japan ()');
  });
  test('is only reported unless the policy says revoke', () => {
    expect(decided({}, 'left')).toBe('report germany, france, japan ()');
  });
});

describe('a group removed', () => {
  const removed = (person: Person, groups: string[], on: object = revoking) =>
    decided(on, 'removed-from-group', person, { groups });

  test('takes what the group gave', () => {
    expect(removed({}, ['zuora-germany'])).toBe('revoke germany (germany-group)');
    expect(removed({}, ['zuora-germany'], {})).toBe('report germany (germany-group)');
  });
  test('takes it though the event still lists the group', () => {
    expect(removed({ groups: ['zuora-germany'] }, ['zuora-germany'])).toBe('revoke germany (germany-group)');
  });
  test('takes nothing that another rule that matches grants', () => {
    expect(removed({ department: 'Billing' }, ['zuora-germany'])).toBe('ignored: no-rule');
  });
  test('takes what another rule would grant, were it not denied', () => {
    const rules = [
      { id: 'group', when: { groups: ['g'] }, grant: ['france'] },
      { id: 'billing', when: { department: ['Billing'] }, grant: ['france'] },
      { id: 'no-contractors', when: { userType: ['contractor'] }, deny: ['france'] },
    ];
    const person = { department: 'Billing', userType: 'contractor' };
    const decision = decideAccess(
      policy({ rules, on: revoking }),
      reading('removed-from-group', person, { groups: ['g'] }),
    );
    expect(line(decision)).toBe('revoke france (group)');
  });
  test('names only the rules of what it takes', () => {
    const rules = [
      { id: 'a', when: { groups: ['g'] }, grant: ['france'] },
      { id: 'b', when: { groups: ['g'] }, grant: ['japan'] },
      { id: 'billing', when: { department: ['Billing'] }, grant: ['japan'] },
    ];
    const removal = reading('removed-from-group', { department: 'Billing' }, { groups: ['g'] });
    expect(line(decideAccess(policy({ rules, on: revoking }), removal))).toBe('revoke france (a)');
  });
  test('takes nothing that no rule gave for it', () => {
    expect(removed({}, ['elsewhere'])).toBe('ignored: no-rule');
  });

  test.each<[name: string, when: object, person: Person, outcome: string]>([
    ['takes what a prefix gave', { groups: [{ prefix: 'zuora-' }] }, {}, 'revoke japan (r)'],
    [
      'takes nothing where another group gives the same',
      { groups: [{ prefix: 'zuora-' }] },
      { groups: ['zuora-b', 'zuora-a'] },
      'ignored: no-rule',
    ],
    ['takes nothing where any group does', { groups: [{ exists: true }] }, {}, 'ignored: no-rule'],
    [
      'takes nothing where the rule asks for more, and the person never had that',
      { groups: ['zuora-a'], department: ['Billing'] },
      { department: 'Sales' },
      'ignored: no-rule',
    ],
    [
      'takes it where the event is silent on what more the rule asks for',
      { groups: ['zuora-a'], department: ['Billing'] },
      {},
      'revoke japan (r)',
    ],
  ])('%s', (_, when, person, outcome) => {
    const rules = [{ id: 'r', when, grant: ['japan'] }];
    const decision = decideAccess(
      policy({ rules, on: revoking }),
      reading('removed-from-group', person, { groups: ['zuora-a'] }),
    );
    expect(line(decision)).toBe(outcome);
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
      'takes what no rule can grant any more',
      { department: 'Sales', country: 'DE' },
      'revoke germany, france (billing, french)',
    ],
    [
      'takes nothing that a rule may grant that the event is silent on',
      { department: 'Sales' },
      'revoke germany (billing)',
    ],
    ['takes nothing for an attribute that is absent', { title: 'Dr' }, 'ignored: no-rule'],
    ['takes nothing for a list that does not name the group', { groups: ['other'] }, 'ignored: no-rule'],
    ['takes nothing for an empty list', { groups: [] }, 'ignored: no-rule'],
    [
      'gives and takes at once',
      { department: 'Sales', country: 'FR' },
      'grant france; revoke germany (french, billing)',
    ],
    ['takes what is denied', { userType: 'contractor' }, 'revoke japan (no-contractors)'],
    [
      'takes what is denied from somebody who would have it',
      { userType: 'contractor', groups: ['g'] },
      'revoke japan (no-contractors)',
    ],
  ])('%s', (_, person, outcome) => {
    expect(line(decideAccess(policy({ rules, on: revoking }), reading('changed', person)))).toBe(outcome);
  });

  test.each<[object]>([
    [{ department: [{ exists: false }] }],
    [{ department: [{ exists: false }], userType: ['contractor'] }],
  ])('takes nothing for a denial that rests on an absence: %j', (when) => {
    const denying = [{ id: 'unknown', when, deny: ['japan'] }];
    const change = reading('changed', { userType: 'contractor' });
    expect(line(decideAccess(policy({ rules: denying, on: revoking }), change))).toBe('ignored: no-rule');
  });

  test('takes what one attribute rules out, though the event is silent on another that the rule asks for', () => {
    const both = [{ id: 'both', when: { department: ['Billing'], country: ['FR'] }, grant: ['japan'] }];
    const change = reading('changed', { department: 'Sales' });
    expect(line(decideAccess(policy({ rules: both, on: revoking }), change))).toBe('revoke japan (both)');
  });

  test.each<ChangeKind>(['joined', 'added-to-group', 'access-approved'])('that is %s takes nothing', (change) => {
    const person = { department: 'Sales', country: 'DE', userType: 'contractor' };
    expect(line(decideAccess(policy({ rules, on: revoking }), reading(change, person)))).toBe('ignored: no-rule');
  });
});

test('every rule is judged, with what it wanted and what there was', () => {
  const { judgements } = decideAccess(policy(), reading('joined', { department: 'Sales' }));
  expect(judgements.map(({ rule, verdict }) => [rule.id, verdict])).toEqual([
    ['germany-group', 'undecided'],
    ['billing', 'contradicted'],
    ['no-contractors', 'undecided'],
  ]);
  expect(judgements[1]?.findings).toEqual([
    { attribute: 'department', wanted: ['Billing', { prefix: 'Finance' }], values: ['Sales'], matches: false },
  ]);
});
