import { expect, test } from '@jest/globals';
import { parseAttributes, stringifyAttributes } from '../../../lib/dynamodb/attribute-json.ts';

const item = { policy: { B: Buffer.from([1, 2, 3]) }, all: { BS: [Buffer.from([4])] }, B: { S: '"B":"AQID"' } };

test.each([0, 1])('bytes are what they were, whatever blanks the server writes (%d)', (blanks) => {
  const text = JSON.stringify(JSON.parse(stringifyAttributes(item)), null, blanks);
  expect(parseAttributes(text)).toEqual(item);
});

test('what has no bytes is left alone', () => {
  const others = { B: { S: 'AQID' }, list: { L: [{ S: '"BS":[' }] } };
  expect(parseAttributes(stringifyAttributes(others))).toEqual(others);
});
