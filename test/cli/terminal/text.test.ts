import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { formatFacts, formatSection } from '../../../cli/terminal/table.ts';
import { clip, printableBody, toJson } from '../../../cli/terminal/text.ts';
import { printable } from '../../../operator/printable.ts';

describe('on a terminal', () => {
  const hostile = fc.string({ unit: 'binary' });
  // A joiner shapes letters and emoji, and steers nothing.
  const steering = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]|(?!\p{Join_Control})\p{Cf}/u;

  test('no text steers', () => {
    fc.assert(fc.property(hostile, (text) => !steering.test(printable(text)) && !steering.test(clip(text, 8))));
  });

  test('no JSON steers, and a program reads the same from it', () => {
    fc.assert(
      fc.property(fc.dictionary(hostile, hostile), (value) => {
        const json = toJson(value);
        expect(json.replaceAll('\n', '')).not.toMatch(steering);
        expect(JSON.parse(json)).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  test('a body that is no JSON keeps its lines, and none passes for a title', () => {
    expect(formatSection('Body', printableBody('Next step\n\u001b[31mredrive'))).toMatch(
      /\n {2}Next step\n {2}\u{FFFD}\[31mredrive\n$/u,
    );
  });

  test('a long text is cut', () => {
    expect([clip('12345678', 8), clip('123456789', 8)]).toEqual(['12345678', '1234567…']);
  });

  test('facts that are not known are left out', () => {
    expect(formatFacts({ Reason: 'crashed', Detail: undefined, Attempts: 0 })).toMatch(
      /^.*Reason.* {2}.*crashed\n.*Attempts.* {2}0$/,
    );
  });
});
