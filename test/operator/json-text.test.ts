import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { indentJson } from '../../operator/json-text.ts';

test('JSON is indented as a parser would, however it was spaced', () => {
  fc.assert(
    fc.property(fc.json({ maxDepth: 10 }), fc.constantFrom(undefined, 1, '\t', '\r\n  '), (json, space) => {
      const value: unknown = JSON.parse(json);
      expect(indentJson(JSON.stringify(value, null, space))).toBe(JSON.stringify(value, null, 2));
    }),
  );
});

test('long numbers, keys that come twice and the order of keys stay', () => {
  const body = '{"2":12345678901234567890,"1":1.0,"a":"\\u00e9\\"","a":[{},[ ]],"b":-1E+400}';
  expect(indentJson(body)).toBe(
    [
      ...['{', '  "2": 12345678901234567890,', '  "1": 1.0,', '  "a": "\\u00e9\\"",'],
      ...['  "a": [', '    {},', '    []', '  ],', '  "b": -1E+400', '}'],
    ].join('\n'),
  );
});

test.each(['', 'no JSON', '{"a":1', '{a:1}'])('%j is no JSON', (text) => {
  expect(indentJson(text)).toBeUndefined();
});

test('a body of the largest size fits into memory, however it nests', () => {
  const half = 2 ** 19;
  const nested = `${'['.repeat(half)}${']'.repeat(half)}`;
  // Compared by hand: nobody wants to read the difference.
  expect(indentJson(nested)?.replaceAll(/\s/g, '') === nested).toBe(true);
  const text = JSON.stringify({ text: '\\"'.repeat(half / 2) });
  expect(indentJson(text) === JSON.stringify(JSON.parse(text), null, 2)).toBe(true);
});
