/** The soak's judgement: each way to break a promise is planted, and found. */
import { describe, expect, test } from '@jest/globals';
import type { FoundDeadLetter } from '../../../bench/soak/aws.ts';
import { nothingExpected } from '../../../bench/soak/expectation.ts';
import { isBroken, judgeRun, type RunFindings } from '../../../bench/soak/judgement.ts';
import type { SoakMessage } from '../../../bench/soak/messages.ts';

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
const undone = { change: 'access of c to x', undoing: 'end of the access of c to x' };
const leaving: SoakMessage = { ...message, body: 'leaving', expected: { ...nothingExpected, undone: [undone] } };

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

/** Two messages bring each event, but for the last, and all went well. */
function findings(planted: Partial<RunFindings> = {}): RunFindings {
  const { effects = demanded } = planted;
  return {
    published: [...[good, bad, mixed, leaving].flatMap((one) => [one, { ...one, isDuplicate: true }]), message],
    effects,
    idleWrites: [],
    recorded: { all: effects, accepted: effects, unexplained: [] },
    deadLetters: [deadLetter, deadLetter, deadPart, deadPart],
    interrupted: new Set(),
    ...planted,
  };
}

const nothingRecorded: RunFindings['recorded'] = { all: new Map(), accepted: new Map(), unexplained: [] };

const unbroken = {
  ...{ lost: [], duplicated: [], unasked: [], halfDone: [], unrecorded: [], invented: [], unexplained: [] },
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

  test('takes no offence at a change that was found later, and was none', () => {
    const more = new Map([...demanded, ['access of d to x', 1]]);
    expect(judgeRun(findings({ recorded: { ...nothingRecorded, all: more, accepted: demanded } }))).toEqual(unbroken);
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

  test('finds a change that nobody asked for', () => {
    const effects = new Map([...demanded, ['access of b to x', 1] as const]);
    expect(judgeRun(findings({ effects })).unasked).toEqual(['access of b to x']);
  });

  test('lets a change that is to be undone be made and undone', () => {
    const effects = new Map([...demanded, [undone.change, 1] as const, [undone.undoing, 1] as const]);
    expect(judgeRun(findings({ effects }))).toEqual(unbroken);
  });

  test('lets a change in between happen, or not', () => {
    const between = 'request for the access of c to x';
    const published = findings().published.map((one) =>
      one.body === 'leaving' ? { ...one, expected: { ...nothingExpected, undone: [{ ...undone, between }] } } : one,
    );
    const both = new Map([...demanded, [undone.change, 1] as const, [undone.undoing, 1] as const]);
    expect(judgeRun(findings({ published, effects: both }))).toEqual(unbroken);
    expect(judgeRun(findings({ published, effects: new Map([...both, [between, 1]]) }))).toEqual(unbroken);
  });

  test.each<[string, [string, number][], object]>([
    ['stayed', [[undone.change, 1]], { halfDone: [`${undone.change}, without ${undone.undoing}`] }],
    ['was undone without having been made', [[undone.undoing, 1]], { halfDone: [undone.undoing] }],
    [
      'was made once more after it was undone',
      [
        [undone.change, 2],
        [undone.undoing, 1],
      ],
      { duplicated: [`${undone.change}: 2 times`] },
    ],
  ])('finds that a change that is to be undone %s', (_, made, broken) => {
    const judgement = judgeRun(findings({ effects: new Map([...demanded, ...made]) }));
    expect(judgement).toEqual({ ...unbroken, ...broken });
    expect(isBroken(judgement)).toBe(true);
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
