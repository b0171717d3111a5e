import { expect, test } from '@jest/globals';
import { shellWord } from '../../operator/printable.ts';

test('what a person copies is one word to a shell', () => {
  expect(shellWord("`touch x`; $(a) 'b'")).toBe("'`touch x`; $(a) '\\''b'\\'''");
});
