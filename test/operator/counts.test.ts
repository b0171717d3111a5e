import { expect, test } from '@jest/globals';
import { formatOccurrences } from '../../operator/counts.ts';

test('occurrences begin with the most frequent', () => {
  expect(formatOccurrences(['a', 'b', 'b'])).toBe('2 b, 1 a');
});
