import { expect, test } from '@jest/globals';
import { missingRows } from './subjects.ts';

test('every operation that calls Zuora is under the properties', () => {
  expect(missingRows()).toEqual([]);
});
