import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { userAccessDecided } from '../../events/user-access-decided.ts';
import { decisionOf } from '../../lib/delivery/decided-event.ts';
import { BadEvent } from '../../lib/errors.ts';
import { readEvent } from '../../lib/event/event.ts';
import { seedEntity } from '../../local/zuora/seed.ts';
import { germany, japan } from '../factories.ts';

const example = JSON.parse(readFileSync(join(__dirname, '../../events/user-access-decided.example.json'), 'utf8'));

const read = (data: object) =>
  readEvent(
    'applyAccessDecision',
    userAccessDecided,
    JSON.stringify({ ...example, data: { ...example.data, ...data } }),
    'any',
  );

/** @returns what is wrong, or undefined for a good event */
function problemOf(data: object): string | undefined {
  try {
    read(data);
  } catch (error) {
    if (!(error instanceof BadEvent)) throw error;
    return error.message;
  }
  return undefined;
}

const { france } = seedEntity;
const invented = (count: number, first = 0) =>
  Array.from({ length: count }, (_, index) => (first + index).toString(16).padStart(32, '0'));
const named = (ids: readonly string[], rules = ['everybody']) => ids.map((entityId) => ({ entityId, rules }));

const nothing = { ruleAssignments: [], denials: [], ended: [] };

describe('a decision is whole', () => {
  test.each([
    'personId',
    'username',
    'entityId',
    'generation',
    'revision',
    'isSuspended',
    'hasLeft',
    'ruleAssignments',
    'denials',
  ])('without %s it is none', (field) => expect(problemOf({ [field]: undefined })).toContain(field));

  test('of a person who has left it says when', () => {
    expect(problemOf({ hasLeft: true })).toBe('data.leftAt: must be given for a person who has left');
    expect(problemOf({ hasLeft: true, leftAt: '2026-11-21T18:00:00+01:00' })).toBeUndefined();
  });

  test('with a block it may grant and deny nothing', () => {
    expect(problemOf({ isSuspended: true, ruleAssignments: [], denials: [] })).toBeUndefined();
  });

  test.each([
    ['ruleAssignments', [germany, germany]],
    ['denials', [japan, japan]],
    ['ended', [japan, japan]],
  ])('%s name each entity once', (field, ids) => {
    expect(problemOf({ ...nothing, [field]: named(ids) })).toBe(`data.${field}: must name each entity once`);
  });

  test.each([
    [{ denials: named([japan, germany]), ended: [] }, 'data.denials: must name no entity of ruleAssignments'],
    [{ denials: [], ended: named([germany]) }, 'data.ended: must name no entity of ruleAssignments or denials'],
    [
      { denials: named([japan]), ended: named([france, japan]) },
      'data.ended: must name no entity of ruleAssignments or denials',
    ],
  ])('an entity is in one list alone: %j', (lists, problem) => {
    expect(problemOf({ ruleAssignments: named([germany]), ...lists })).toBe(problem);
  });

  test('what it ended may be left out', () => {
    const [absent, empty, ended] = [undefined, [], named([japan])].map((list) => read({ ended: list }));
    expect(absent?.commandHash).toBe(empty?.commandHash);
    expect(absent?.commandHash).not.toBe(ended?.commandHash);
    expect(absent && decisionOf(absent.command, 7).ended).toEqual(new Map());
  });

  test('what it does not know is refused', () => {
    expect(problemOf({ denials: [{ entityId: japan, rules: ['one'], until: 'now' }] })).toContain('until');
  });
});

describe('the other logins of the user', () => {
  const other = { login: 'dijkstra@example.com', generation: 1 };

  test('may be left out, and their order means nothing', () => {
    const another = { login: 'e.dijkstra@example.com', generation: 2, leftAt: '2026-11-21T18:00:00+01:00' };
    const [absent, empty] = [undefined, []].map((list) => read({ otherLogins: list }));
    const [one, two] = [
      [other, another],
      [another, other],
    ].map((list) => read({ otherLogins: list }));
    expect(absent?.commandHash).toBe(empty?.commandHash);
    expect(one?.commandHash).toBe(two?.commandHash);
    expect(one?.commandHash).not.toBe(absent?.commandHash);
    expect(one && decisionOf(one.command, 7).otherLogins).toEqual([
      { ...other, leftAt: undefined },
      { ...another, leftAt: Date.parse('2026-11-21T17:00:00Z') },
    ]);
    expect(absent && decisionOf(absent.command, 7)).not.toHaveProperty('otherLogins');
  });

  test.each([
    ['twice', [other, { ...other, login: 'Dijkstra@example.com' }]],
    ['although it is the login of the event', [{ ...other, login: 'EDSGER.dijkstra@example.com' }]],
  ])('are not named %s', (_, otherLogins) => {
    expect(problemOf({ otherLogins })).toBe('data.otherLogins: must name each login once, and not that of the event');
  });

  test.each([
    ['a generation', { login: 'dijkstra@example.com' }],
    ['a login', { generation: 1 }],
  ])('have %s', (_, incomplete) => expect(problemOf({ otherLogins: [incomplete] })).toContain('data.otherLogins'));
});

describe('a decision is bounded', () => {
  test('to a hundred entities of all lists', () => {
    const lists = (count: number) => ({
      ruleAssignments: named(invented(50)),
      denials: named(invented(30, 50)),
      ended: named(invented(count, 80)),
    });
    expect(problemOf(lists(20))).toBeUndefined();
    expect(problemOf(lists(21))).toBe(
      'data.ruleAssignments: must be fewer: ruleAssignments, denials and ended together are at most 100',
    );
    expect(problemOf({ ruleAssignments: named(invented(101)), denials: [] })).toContain('data.ruleAssignments');
  });

  test('to 20 KB', () => {
    const rules = (count: number) => Array.from({ length: count }, (_, index) => `${index}`.padStart(64, 'r'));
    const lists = (count: number) => ({
      ruleAssignments: named(invented(50), rules(count)),
      denials: [],
      ended: named(invented(50, 50), rules(count)),
    });
    expect(problemOf(lists(2))).toBeUndefined();
    expect(problemOf(lists(3))).toBe(
      'data.ruleAssignments: must be smaller: all lists together are at most 20 KB of JSON',
    );
  });

  test('to nine other logins, which count among the 20 KB', () => {
    const otherLogins = (count: number, length = 20) =>
      Array.from({ length: count }, (_, index) => ({ login: `${index}`.padStart(length, 'x'), generation: 1 }));
    expect(problemOf({ otherLogins: otherLogins(9) })).toBeUndefined();
    expect(problemOf({ otherLogins: otherLogins(10) })).toContain('data.otherLogins');
    const rules = Array.from({ length: 100 }, (_, index) => `${index}`.padStart(60, 'r'));
    const lists = { ...nothing, ruleAssignments: named(invented(3), rules) };
    expect(problemOf({ ...lists, otherLogins: otherLogins(3, 255) })).toBeUndefined();
    expect(problemOf({ ...lists, otherLogins: otherLogins(9, 255) })).toBe(
      'data.ruleAssignments: must be smaller: all lists together are at most 20 KB of JSON',
    );
  });

  test.each([
    ['personId', 'p'.repeat(101)],
    ['generation', 0],
    ['generation', 1.5],
    ['revision', 2 ** 53],
    ['ruleAssignments', named([germany], [])],
    ['ruleAssignments', named([germany], ['r'.repeat(65)])],
    ['denials', named([germany], ['no rule'])],
    ['ended', named([germany], [])],
  ])('%s may not be %j', (field, value) => expect(problemOf({ [field]: value })).toContain(`data.${field}`));
});

test('two spellings of a decision are one command', () => {
  const hyphens = '5EED0000-0000-4000-8000-000000000004';
  for (const list of ['ruleAssignments', 'denials', 'ended']) {
    const one = read({ ...nothing, [list]: named([germany, japan], ['a', 'b']) });
    const other = read({ ...nothing, [list]: named([hyphens, germany], ['b', 'a', 'b']) });
    expect(other.commandHash).toBe(one.commandHash);
  }
});

test('is read for the account', () => {
  const { command } = read({ leftAt: '2026-11-21T18:00:00+01:00' });
  expect(decisionOf(command, 7)).toEqual({
    ...{ generation: 1, revision: 2, isSuspended: false, hasLeft: false },
    leftAt: Date.parse('2026-11-21T17:00:00Z'),
    home: { entityId: '5eed0000000040008000000000000001', saidAt: 7 },
    assignments: new Map([
      [germany, { rules: ['billing-germany', 'everybody'], expiresAt: undefined }],
      [
        '5eed0000000040008000000000000003',
        { rules: ['project-france'], expiresAt: Date.parse('2099-06-30T22:00:00Z') },
      ],
    ]),
    denials: new Map([['5eed0000000040008000000000000005', ['contractors']]]),
    ended: new Map([[japan, ['project-japan']]]),
  });
});
