import { expect, test } from '@jest/globals';
import { shown } from '../../console/answers.ts';

test.each([
  ['a mark that turns the direction of text', 'user\u{202E}moc.elpmaxe@nimda', 'user\u{FFFD}moc.elpmaxe@nimda'],
  ['an isolate', '\u{2066}a\u{2069}', '\u{FFFD}a\u{FFFD}'],
  ['a byte order mark in the middle', 'a\u{FEFF}b', 'a\u{FFFD}b'],
  ['an escape sequence of a terminal', '\u{1B}[2Jgone', '\u{FFFD}[2Jgone'],
  ['a lone surrogate', 'a\u{D800}b', 'a\u{FFFD}b'],
  ['a null', 'a\0b', 'a\u{FFFD}b'],
])('%s does not reach the browser', (_, text, safe) => {
  expect(shown({ deep: [{ [text]: text }] })).toEqual({ deep: [{ [safe]: safe }] });
});

test('text stays text: nothing is escaped that a page shows as it is', () => {
  const text = '<script>alert(1)</script> & "quotes" العربية';
  expect(shown([text])).toEqual([text]);
});

test('a name of 10 KB is cut', () => {
  const [name = ''] = shown(['n'.repeat(10_000)]);
  expect(name).toHaveLength(2001);
  expect(name.endsWith('…')).toBe(true);
});

test('other values stay as they are', () => {
  const value = { count: 3, isGood: false, nothing: null, absent: undefined };
  expect(shown(value)).toEqual(value);
});
