import { expect, test } from '@jest/globals';
import { firstMessageId } from '../../../lib/delivery/delivery.ts';
import { sqsRecord } from '../../factories.ts';

const original = '7b0d5f0e-2f41-4d8e-8f53-5d7d5f9d1a02';
const redriven = (stringValue: string) =>
  firstMessageId(
    sqsRecord({ messageId: 'new', messageAttributes: { originalMessageId: { dataType: 'String', stringValue } } }),
  );

test('a redriven message is known by the ID under which it first arrived', () => {
  expect(redriven(original)).toBe(original);
  expect(redriven(original.toUpperCase())).toBe(original);
});

test.each(['', 'x', `${original}.1`, ` ${original}`, `${original}\n`, 'a'.repeat(300)])(
  'an attribute that can be no message ID is not believed: "%s"',
  (value) => {
    expect(redriven(value)).toBe('new');
  },
);
