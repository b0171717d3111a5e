import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { check } from '../../lib/check.ts';
import {
  compactEntityId,
  hyphenatedEntityId,
  packEntityIds,
  unpackEntityIds,
  writtenEntityId,
} from '../../lib/entity-id.ts';

const compact = '11e643f4a3ee8badb0610025904c756d';
const hyphenated = '11e643f4-a3ee-8bad-b061-0025904c756d';

test('each form becomes either', () => {
  for (const id of [compact, hyphenated, compact.toUpperCase(), hyphenated.toUpperCase()]) {
    expect([compactEntityId(id), hyphenatedEntityId(id)]).toEqual([compact, hyphenated]);
  }
});

test('an id of another length stays whole', () => {
  expect([compactEntityId('abc-1'), hyphenatedEntityId(`${compact}0`)]).toEqual(['abc1', `${compact}0`]);
});

test.each([compact, hyphenated, hyphenated.toUpperCase()])('%s is written as an entity id', (id) => {
  expect(check(writtenEntityId, id)).toEqual({ success: true, data: id });
});

test('packed ids are the same ids again, in their order, and 100 of them take half of what an environment has', () => {
  fc.assert(
    fc.property(fc.array(fc.uuid(), { minLength: 1, maxLength: 100 }), (ids) => {
      const packed = packEntityIds(ids);
      expect(packed.length).toBeLessThanOrEqual(2200);
      expect(unpackEntityIds(packed)).toEqual(ids.map(compactEntityId));
    }),
  );
});

test.each([
  '',
  hyphenated,
  packEntityIds([compact]).slice(0, -1),
  `${packEntityIds([compact])}A`,
  'base64url:',
  'base64url:*',
])('"%s" is no packed list', (text) => {
  expect(unpackEntityIds(text)).toBeUndefined();
});

test.each(['', `${compact}0`, `0${compact}`, compact.replace('1', 'g')])('"%s" is none', (id) => {
  const problem = 'must be a Zuora entity id: 32 hexadecimal digits, with or without hyphens';
  expect(check(writtenEntityId, id)).toEqual({ success: false, problems: [{ field: '(all)', problem }] });
});
