import { expect, test } from '@jest/globals';
import { withBlocks } from '../../../bench/report/documentation.ts';

const page = 'Before.\n\n<!-- bench:cold -->\nold\n<!-- /bench:cold -->\n\nAfter.\n';

test('a table goes between its comments, however often', () => {
  const once = withBlocks(page, { cold: '| new |' });
  expect(once).toBe('Before.\n\n<!-- bench:cold -->\n\n| new |\n\n<!-- /bench:cold -->\n\nAfter.\n');
  expect(withBlocks(once, { cold: '| new |' })).toBe(once);
});

test('a page without a place for a table is an error', () => {
  expect(() => withBlocks(page, { warm: '' })).toThrow('no place for warm');
});
