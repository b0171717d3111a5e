/** Which effects of a proposal wait already. */
import { expect, test } from '@jest/globals';
import type { Effect } from '../../../lib/safeguard/effect.ts';
import { newlyProposed, type QuarantinedEffect, stillProposed } from '../../../lib/safeguard/quarantined.ts';

const end = (entityId: string, ...behind: string[]): Effect => ({ kind: 'end', entityId, behind });
const waiting = (effect: Effect): QuarantinedEffect => ({ ...effect, set: 'a set', cause: 'c', since: '2026-11-01' });

test('an effect waits on by the rules that are still behind it', () => {
  const before = [waiting(end('a', 'r', 's')), waiting(end('b', 'r'))];
  expect(stillProposed(before, [end('a', 's')])).toEqual([waiting(end('a', 's'))]);
  expect(newlyProposed(before, [end('a', 's')])).toEqual([]);
});

test('a further rule behind it, another entity, and another kind are new', () => {
  const before = [waiting(end('a', 'r'))];
  const proposed: readonly Effect[] = [end('a', 'r', 's'), end('b', 'r'), { kind: 'leaving', behind: ['r'] }];
  expect(stillProposed(before, proposed)).toEqual([]);
  expect(newlyProposed(before, proposed)).toEqual(proposed);
});
