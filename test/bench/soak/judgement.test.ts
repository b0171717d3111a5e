/** The soak's judgement: each way to break a promise is planted, and found. */
import { describe, expect, test } from '@jest/globals';
import type { DeadLetter } from '../../../bench/soak/aws.ts';
import { type Findings, isBroken, judge } from '../../../bench/soak/judgement.ts';
import type { Message } from '../../../bench/soak/schedule.ts';

const good: Message = {
  operation: 'requestUserAccess',
  body: 'good',
  expected: { outcome: 'applied', effects: ['access of a to x', 'access of a to y'] },
  faults: [],
  isDuplicate: false,
};
const bad: Message = {
  operation: 'requestUserAccess',
  body: 'bad',
  expected: { outcome: 'dead-letter', reason: 'not-json' },
  faults: [],
  isDuplicate: false,
};
const deadLetter: DeadLetter = { operation: 'requestUserAccess', reason: 'not-json', body: 'bad', at: 0 };

/** Two messages bring the good event, two the bad one, and all went well. */
function findings(planted: Partial<Findings> = {}): Findings {
  return {
    published: [good, { ...good, isDuplicate: true }, bad, { ...bad, isDuplicate: true }],
    effects: new Map([
      ['access of a to x', 1],
      ['access of a to y', 1],
    ]),
    idleWrites: [],
    deadLetters: [deadLetter, deadLetter],
    interrupted: new Set(),
    ...planted,
  };
}

const unbroken = { lost: [], duplicated: [], unasked: [], lostPoison: [], unexpectedDeadLetters: [] };

describe('the judgement of a soak', () => {
  test('finds nothing where every event was applied once and every bad message is a dead letter', () => {
    expect(judge(findings())).toEqual(unbroken);
    expect(isBroken(judge(findings()))).toBe(false);
  });

  test('finds a change that was not made', () => {
    const judgement = judge(findings({ effects: new Map([['access of a to x', 1]]) }));
    expect(judgement).toEqual({ ...unbroken, lost: ['access of a to y'] });
    expect(isBroken(judgement)).toBe(true);
  });

  test('finds a change that was made twice', () => {
    const effects = new Map([
      ['access of a to x', 2],
      ['access of a to y', 1],
    ]);
    const judgement = judge(findings({ effects }));
    expect(judgement).toEqual({ ...unbroken, duplicated: ['access of a to x: 2 times'] });
    expect(isBroken(judgement)).toBe(true);
  });

  test('finds a write that was repeated without changing anything', () => {
    const idleWrites = ['PUT /v1/users/a/request-access for 1'];
    expect(judge(findings({ idleWrites })).duplicated).toEqual(idleWrites);
  });

  test('finds a change that nobody asked for', () => {
    const effects = new Map([...findings().effects, ['access of b to x', 1] as const]);
    expect(judge(findings({ effects })).unasked).toEqual(['access of b to x']);
  });

  test('finds that one of two bad messages is gone', () => {
    expect(judge(findings({ deadLetters: [deadLetter] })).lostPoison).toEqual(['requestUserAccess, not-json: bad']);
  });

  test.each<[string, DeadLetter]>([
    ['of a good event', { ...deadLetter, reason: 'business-rule', body: 'good' }],
    ['with another reason', { ...deadLetter, reason: 'rejected' }],
    ['without a reason', { ...deadLetter, reason: undefined }],
    ['on another queue', { ...deadLetter, operation: 'acceptEntityConnection' }],
    ['too many', deadLetter],
  ])('finds a dead letter %s', (_, planted) => {
    const { unexpectedDeadLetters } = judge(findings({ deadLetters: [deadLetter, deadLetter, planted] }));
    expect(unexpectedDeadLetters).toHaveLength(1);
  });

  test('lets a delivery that was cut off after its dead letter send another', () => {
    const deadLetters = [deadLetter, deadLetter, deadLetter];
    expect(judge(findings({ deadLetters, interrupted: new Set(['bad']) }))).toEqual(unbroken);
  });
});
