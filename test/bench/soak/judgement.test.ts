/** The soak's judgement: each way to break a promise is planted, and found. */
import { describe, expect, test } from '@jest/globals';
import type { AccessCourse } from '../../../bench/soak/access-course.ts';
import type { FoundDeadLetter } from '../../../bench/soak/aws.ts';
import { effectOf } from '../../../bench/soak/effects.ts';
import { nothingExpected } from '../../../bench/soak/expectation.ts';
import { isBroken, judgeRun, type RunFindings } from '../../../bench/soak/judgement.ts';
import type { SoakMessage } from '../../../bench/soak/messages.ts';
import { approvedOffice } from '../../../local/zuora/large-tenant.ts';

const message: SoakMessage = {
  operation: 'requestUserAccess',
  body: '',
  expected: nothingExpected,
  faults: [],
  users: [],
  isDuplicate: false,
};
const good: SoakMessage = {
  ...message,
  body: 'good',
  expected: { ...nothingExpected, changes: ['access of a to x', 'access of a to y'] },
};
const bad: SoakMessage = {
  ...message,
  body: 'bad',
  expected: { ...nothingExpected, deadLetters: [{ reason: 'not-json', body: 'bad' }] },
};
/** One of its events is good, and one is bad. */
const mixed: SoakMessage = {
  ...message,
  operation: 'translateIdentityEvent',
  body: '[good part, bad part]',
  expected: {
    ...nothingExpected,
    changes: ['end of the access of b to x'],
    deadLetters: [{ reason: 'invalid-event', body: 'bad part' }],
  },
};
/** What somebody was given who leaves with it. */
const course: AccessCourse = { username: 'c', entityId: 'x', had: false, has: false, mostGrants: 1 };
const [given, ended] = ['access of c to x', 'end of the access of c to x'];
const leaving: SoakMessage = { ...message, body: 'leaving', expected: { ...nothingExpected, courses: [course] } };

const deadLetter: FoundDeadLetter = { operation: 'requestUserAccess', reason: 'not-json', body: 'bad', at: 0 };
const deadPart: FoundDeadLetter = {
  operation: 'translateIdentityEvent',
  reason: 'invalid-event',
  body: 'bad part',
  at: 0,
};
const demanded: ReadonlyMap<string, number> = new Map([
  ['access of a to x', 1],
  ['access of a to y', 1],
  ['end of the access of b to x', 1],
]);
const without = (effect: string) => new Map([...demanded].filter(([one]) => one !== effect));

/** Access ends as often as it was given, or is there. */
function heldAfter(effects: ReadonlyMap<string, number>): ReadonlyMap<string, boolean> {
  const accesses = [...effects.keys()].map((effect) => effect.replace(/^end of the /, ''));
  return new Map(
    accesses.map((access) => [access, (effects.get(access) ?? 0) > (effects.get(`end of the ${access}`) ?? 0)]),
  );
}

/** Two messages bring each event, but for the last, and all went well. */
function findings(planted: Partial<RunFindings> = {}): RunFindings {
  const { effects = demanded } = planted;
  return {
    published: [...[good, bad, mixed, leaving].flatMap((one) => [one, { ...one, isDuplicate: true }]), message],
    effects,
    held: heldAfter(effects),
    ...{ idleWrites: [], repeatedRequests: new Map(), triedAgain: new Set<string>(), killedMessages: 0 },
    recorded: { all: effects, accepted: effects, unexplained: [] },
    deadLetters: [deadLetter, deadLetter, deadPart, deadPart],
    ...{ interrupted: new Set<string>(), quarantined: new Set<string>() },
    ...planted,
  };
}

const nothingRecorded: RunFindings['recorded'] = { all: new Map(), accepted: new Map(), unexplained: [] };

const unbroken = {
  ...{
    lost: [],
    duplicated: [],
    unasked: [],
    halfDone: [],
    unrecorded: [],
    invented: [],
    unexplained: [],
    unsafeguarded: [],
  },
  ...{ lostPoison: [], unexpectedDeadLetters: [] },
};

describe('the judgement of a soak', () => {
  test('finds nothing where every event was applied once and every bad message is a dead letter', () => {
    expect(judgeRun(findings())).toEqual(unbroken);
    expect(isBroken(judgeRun(findings()))).toBe(false);
  });

  test('finds a change that the audit log does not have', () => {
    const judgement = judgeRun(findings({ recorded: { ...nothingRecorded, all: without('access of a to y') } }));
    expect(judgement).toEqual({ ...unbroken, unrecorded: ['access of a to y: 1 against 0'] });
    expect(isBroken(judgement)).toBe(true);
  });

  test('finds a change that only the audit log has', () => {
    const more = new Map([...demanded, ['access of d to x', 1]]);
    expect(judgeRun(findings({ recorded: { ...nothingRecorded, all: more, accepted: more } }))).toEqual({
      ...unbroken,
      invented: ['access of d to x: 1 against 0'],
    });
  });

  test('finds a change without an event and without a reason', () => {
    const recorded = { all: demanded, accepted: demanded, unexplained: ['end of the access of b to x'] };
    const judgement = judgeRun(findings({ recorded }));
    expect(judgement).toEqual({ ...unbroken, unexplained: ['end of the access of b to x'] });
    expect(isBroken(judgement)).toBe(true);
  });

  test('lets a change be found later that was none, only where an attempt was cut off', () => {
    const all = new Map([...demanded, ['access of d to x', 1], ['end of the access of d to x', 1]]);
    const recorded = { all, accepted: demanded, unexplained: [] };
    const invented = ['access of d to x: 1 against 0', 'end of the access of d to x: 1 against 0'];
    expect(judgeRun(findings({ recorded, triedAgain: new Set(['d']) }))).toEqual(unbroken);
    expect(judgeRun(findings({ recorded, killedMessages: 1 }))).toEqual(unbroken);
    expect(judgeRun(findings({ recorded, triedAgain: new Set(['a']) }))).toEqual({ ...unbroken, invented });
    expect(isBroken(judgeRun(findings({ recorded })))).toBe(true);
  });

  test('finds a change that was made once, and that the audit log has twice', () => {
    const all = new Map([...demanded, ['access of a to x', 2]]);
    const recorded = { all, accepted: demanded, unexplained: [] };
    expect(judgeRun(findings({ recorded })).invented).toEqual(['access of a to x: 2 against 1']);
    expect(judgeRun(findings({ recorded, triedAgain: new Set(['a']) }))).toEqual(unbroken);
  });

  test.each(['access of a to y', 'end of the access of b to x'])('finds that a change was not made: %s', (effect) => {
    const judgement = judgeRun(findings({ effects: without(effect) }));
    expect(judgement).toEqual({ ...unbroken, lost: [effect] });
    expect(isBroken(judgement)).toBe(true);
  });

  test('finds a change that was made twice', () => {
    const effects = new Map([...demanded, ['access of a to x', 2] as const]);
    const judgement = judgeRun(findings({ effects }));
    expect(judgement).toEqual({ ...unbroken, duplicated: ['access of a to x: 2 times'] });
    expect(isBroken(judgement)).toBe(true);
  });

  test('finds a write that was repeated without changing anything', () => {
    const idleWrites = ['PUT /v1/users/a/request-access for 1'];
    expect(judgeRun(findings({ idleWrites })).duplicated).toEqual(idleWrites);
  });

  test('lets a request that Zuora does not show be repeated only where an answer was not heard', () => {
    const asked = effectOf.request('d', approvedOffice);
    const expected = { ...nothingExpected, changes: [asked] };
    const published = [...findings().published, { ...message, body: 'asking', expected }];
    const effects = new Map([...demanded, [asked, 1] as const]);
    const all = new Map([...effects, [asked, 2] as const]);
    const recorded = { all, accepted: all, unexplained: [] };
    const planted = { published, effects, recorded, repeatedRequests: new Map([['d', 1]]) };
    expect(judgeRun(findings({ ...planted, triedAgain: new Set(['d']) }))).toEqual(unbroken);
    expect(judgeRun(findings({ ...planted, killedMessages: 1 }))).toEqual(unbroken);
    expect(judgeRun(findings(planted))).toEqual({ ...unbroken, duplicated: [`${asked}: again`] });
  });

  test('finds a change that nobody asked for', () => {
    const effects = new Map([...demanded, ['access of b to x', 1] as const]);
    expect(judgeRun(findings({ effects })).unasked).toEqual(['access of b to x']);
  });

  describe('of access that several events give and end', () => {
    const judged = (planned: Partial<AccessCourse>, made: readonly [string, number][], held?: boolean) => {
      const expected = { ...nothingExpected, courses: [{ ...course, ...planned }] };
      const published = findings().published.map((one) => (one.body === 'leaving' ? { ...one, expected } : one));
      const effects = new Map([...demanded, ...made]);
      const access = held === undefined ? heldAfter(effects) : new Map([[given, held]]);
      return judgeRun(findings({ published, effects, held: access }));
    };

    test.each<[string, Partial<AccessCourse>, [string, number][]]>([
      ['the end that comes first', {}, []],
      [
        'access that is given and ended',
        {},
        [
          [given, 1],
          [ended, 1],
        ],
      ],
      ['access that one decision gives for several events', { has: true, mostGrants: 2 }, [[given, 1]]],
      [
        'access that ends and is back',
        { has: true, mostGrants: 2 },
        [
          [given, 2],
          [ended, 1],
        ],
      ],
      ['access of before that stays', { had: true, has: true }, []],
      ['access of before that ends', { had: true }, [[ended, 1]]],
    ])('lets be %s', (_, planned, made) => {
      expect(judged(planned, made)).toEqual(unbroken);
    });

    test.each<[string, Partial<AccessCourse>, [string, number][], object]>([
      ['that stayed', {}, [[given, 1]], { halfDone: [`${given}, without ${ended}`] }],
      ['that ended without having been given', {}, [[ended, 1]], { halfDone: [ended] }],
      ['whose decision was lost', { has: true }, [], { lost: [given] }],
      ['whose end was lost', { had: true, mostGrants: 0 }, [], { lost: [ended] }],
      [
        'that is not back',
        { has: true, mostGrants: 2 },
        [
          [given, 1],
          [ended, 1],
        ],
        { lost: [given] },
      ],
      [
        'that was given twice, and ended twice',
        {},
        [
          [given, 2],
          [ended, 2],
        ],
        { duplicated: [`${given}: 2 times`, `${ended}: 2 times`] },
      ],
      [
        'that nobody may have',
        { had: true, mostGrants: 0 },
        [
          [given, 1],
          [ended, 2],
        ],
        { unasked: [given], duplicated: [`${ended}: 2 times`] },
      ],
    ])('finds access %s', (_, planned, made, broken) => {
      const judgement = judged(planned, made);
      expect(judgement).toEqual({ ...unbroken, ...broken });
      expect(isBroken(judgement)).toBe(true);
    });

    test('finds access that was ended last, where it was to be given last', () => {
      const made: [string, number][] = [
        [given, 1],
        [ended, 1],
      ];
      expect(judged({ had: true, has: true }, made, false)).toEqual({ ...unbroken, lost: [given] });
      expect(judged({ had: true, has: true }, made, true)).toEqual(unbroken);
    });

    test('counts requests where an administrator has to grant them', () => {
      const asked = effectOf.request('c', approvedOffice);
      const granted = effectOf.access('c', approvedOffice);
      const denied = effectOf.accessEnd('c', approvedOffice);
      const made = (...effects: [string, number][]) => effects;
      const inOffice = { entityId: approvedOffice };
      expect(judged(inOffice, made([asked, 1], [denied, 1]))).toEqual(unbroken);
      expect(judged(inOffice, made([asked, 1], [granted, 1], [denied, 1]))).toEqual(unbroken);
      expect(judged(inOffice, made([asked, 1])).halfDone).toEqual([`${asked}, without ${denied}`]);
      expect(judged({ ...inOffice, has: true }, made([asked, 1], [granted, 1]))).toEqual(unbroken);
      expect(judged({ ...inOffice, has: true }, made([asked, 1])).lost).toEqual([granted]);
    });
  });

  describe('of people who are to be quarantined', () => {
    const mistake = { ...message, body: 'mistake', expected: { ...nothingExpected, quarantined: ['d', 'e'] } };
    const judged = (planted: Partial<RunFindings>) =>
      judgeRun(findings({ published: [...findings().published, mistake], ...planted }));

    test('finds nothing if they are, and nobody else is', () => {
      expect(judged({ quarantined: new Set(['d', 'e']) })).toEqual(unbroken);
    });

    test('finds who is not', () => {
      expect(judged({ quarantined: new Set(['d']) })).toEqual({ ...unbroken, unsafeguarded: ['e is not quarantined'] });
    });

    test('finds who is besides', () => {
      expect(judged({ quarantined: new Set(['a', 'd', 'e']) })).toEqual({
        ...unbroken,
        unsafeguarded: ['a is quarantined'],
      });
    });

    test('finds whose access has ended', () => {
      const end = effectOf.accessEnd('d', 'x');
      const { unsafeguarded } = judged({ quarantined: new Set(['d', 'e']), effects: new Map([...demanded, [end, 1]]) });
      expect(unsafeguarded).toEqual([end]);
    });
  });

  test('finds that one of two bad messages is gone', () => {
    const deadLetters = [deadLetter, deadPart, deadPart];
    expect(judgeRun(findings({ deadLetters })).lostPoison).toEqual(['requestUserAccess, not-json: bad']);
  });

  test('finds that the bad part of one of two messages is gone', () => {
    const deadLetters = [deadLetter, deadLetter, deadPart];
    expect(judgeRun(findings({ deadLetters })).lostPoison).toEqual(['translateIdentityEvent, invalid-event: bad part']);
  });

  test.each<[string, FoundDeadLetter]>([
    ['of a good event', { ...deadLetter, reason: 'business-rule', body: 'good' }],
    ['with another reason', { ...deadLetter, reason: 'rejected' }],
    ['without a reason', { ...deadLetter, reason: undefined }],
    ['on another queue', { ...deadLetter, operation: 'acceptEntityConnection' }],
    ['too many', deadLetter],
    ['of a bad part, too many', deadPart],
    ['of a whole message, where only a part is bad', { ...deadPart, body: mixed.body }],
    ['of a bad part with another reason', { ...deadPart, reason: 'not-json' }],
  ])('finds a dead letter %s', (_, planted) => {
    const { unexpectedDeadLetters } = judgeRun(findings({ deadLetters: [...findings().deadLetters, planted] }));
    expect(unexpectedDeadLetters).toHaveLength(1);
  });

  test('lets a delivery that was cut off after its dead letter send another', () => {
    const deadLetters = [...findings().deadLetters, deadLetter];
    expect(judgeRun(findings({ deadLetters, interrupted: new Set(['bad']) }))).toEqual(unbroken);
  });

  test.each(['bad part', mixed.body])('lets it send another one of a bad part: %s', (body) => {
    const deadLetters = [...findings().deadLetters, deadPart];
    expect(judgeRun(findings({ deadLetters, interrupted: new Set([body]) }))).toEqual(unbroken);
  });
});
