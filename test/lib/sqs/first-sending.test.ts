import { expect, test } from '@jest/globals';
import { firstMessageId, firstSentAt } from '../../../lib/sqs/first-sending.ts';
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

const sent = 1_795_253_400_000;
const sentAgain = (stringValue: string) =>
  firstSentAt(
    sqsRecord({
      attributes: { ...sqsRecord().attributes, SentTimestamp: String(sent) },
      messageAttributes: { originalSentTimestamp: { dataType: 'String', stringValue } },
    }),
  );

test('a redriven message was sent when it was first sent', () => {
  expect(sentAgain(String(sent - 1))).toBe(sent - 1);
  expect(firstSentAt(sqsRecord())).toBe(Number(sqsRecord().attributes.SentTimestamp));
});

test.each(['', 'x', '0', '-1', '1e12', `${sent - 1}.5`, ` ${sent - 1}`, `${sent + 1}`, '9'.repeat(13)])(
  'an attribute that can be no earlier time is not believed: "%s"',
  (value) => {
    expect(sentAgain(value)).toBe(sent);
  },
);
