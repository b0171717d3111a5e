import { describe, expect, test } from '@jest/globals';
import { escapeJson, printable, shellWord } from '../../operator/printable.ts';

test('what a person copies is one word to a shell', () => {
  expect(shellWord("`touch x`; $(a) 'b'")).toBe("'`touch x`; $(a) '\\''b'\\'''");
});

describe('what shapes the character before it stays', () => {
  test.each([
    ['Persian', 'علی\u{200C}رضا'],
    ['Hindi', 'राजेश्\u{200D}वर'],
    ['Sinhala', 'ක්\u{200D}රිස්ටෝපර්'],
    ['a Japanese variant', '葛\u{E0100}城'],
    ['Mongolian', 'ᠮᠣᠩ\u{180B}ᠭᠣᠯ'],
    ['Malayalam, at the end', 'മോഹന്\u{200D} കുമാര്\u{200D}'],
    ['keys of a telephone', '1\u{FE0F}\u{20E3} #\u{FE0F}\u{20E3}'],
    ['an emoji in colour', 'team ❤\u{FE0F}'],
    ['a family', '👩\u{200D}👩🏽\u{200D}👧'],
    ['accents', 'Zoe\u{308} Nguyễn'],
  ])('%s', (_, text) => {
    expect(printable(text)).toBe(text);
  });
});

describe('what shows nothing is told', () => {
  test.each([
    ['a joiner between Latin letters', 'ad\u{200D}a', 'ad\u{FFFD}a'],
    ['a joiner at the end', 'علی\u{200C}', 'علی\u{FFFD}'],
    ['two joiners', 'علی\u{200C}\u{200C}رضا', 'علی\u{FFFD}\u{FFFD}رضا'],
    ['a text in variation selectors', '❤\u{FE0F}\u{E0111}\u{E0112}', '❤\u{FE0F}\u{FFFD}\u{FFFD}'],
    ['a joiner after a hidden selector', 'a\u{FE0F}\u{200D}❤', 'a\u{FFFD}\u{FFFD}❤'],
    ['a selector after a digit', '1\u{FE0F}', '1\u{FFFD}'],
    ['two joiners at the end', 'മോഹന്\u{200D}\u{200D}', 'മോഹന്\u{200D}\u{FFFD}'],
    ['a selector after a letter', 'a\u{FE0F}', 'a\u{FFFD}'],
    ['a text in tags', '🏴\u{E0067}\u{E007F}', '🏴\u{FFFD}\u{FFFD}'],
    ['a Hangul filler', '\u{3164}ada\u{115F}', '\u{FFFD}ada\u{FFFD}'],
    ['a grapheme joiner', 'a\u{34F}da', 'a\u{FFFD}da'],
  ])('%s', (_, text, safe) => {
    expect(printable(text)).toBe(safe);
  });

  test('in JSON as an escape, and a program reads the same', () => {
    const json = JSON.stringify(['\u{3164}', 'علی\u{200C}رضا', '葛\u{E0100}']);
    expect(escapeJson(json)).toMatch(/\\u3164.*\\u200c.*\\udb40\\udd00/);
    expect(JSON.parse(escapeJson(json))).toEqual(JSON.parse(json));
  });
});
