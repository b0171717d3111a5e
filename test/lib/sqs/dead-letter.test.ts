import { describe, expect, test } from '@jest/globals';
import type { SQSMessageAttributes } from 'aws-lambda';
import fc from 'fast-check';
import {
  type Attributes,
  type DeadLetter,
  deadLetterAttributes,
  fittingAttributes,
  messageBytes,
} from '../../../lib/sqs/dead-letter.ts';

const deadLetter: DeadLetter = {
  reason: 'not-found',
  originalMessageId: '0f9b8f3e-6d0a-4f55-9a55-0d6a6a3b1f01',
  messageId: '5a1c6f0e-94d7-4f0b-8a61-3d7b0c2e9f12',
  originalSentTimestamp: 1_795_253_400_000,
  detail: 'requestUserAccess: HTTP 200, 56500140 Cannot find a user',
  operation: 'requestUserAccess',
  attempts: 3,
  zuoraRequestId: 'abc',
  time: Date.parse('2026-11-21T09:30:00Z'),
};
const string = (stringValue: string): SQSMessageAttributes[string] => ({ dataType: 'String', stringValue });
const ours = ['reason', 'originalMessageId', 'originalSentTimestamp', 'deadLetter'];

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html */
const allowed = /^[\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]+$/u;

function sizeOf(attributes: Attributes): number {
  return Object.entries(attributes)
    .map(
      ([name, { DataType = '', StringValue = '', BinaryValue = [] }]) =>
        Buffer.byteLength(name) + Buffer.byteLength(DataType) + Buffer.byteLength(StringValue) + BinaryValue.length,
    )
    .reduce((sum, size) => sum + size, 0);
}

test('a dead letter says why, what it was and what happened', () => {
  expect(deadLetterAttributes('{}', {}, deadLetter)).toEqual({
    reason: { DataType: 'String', StringValue: 'not-found' },
    originalMessageId: { DataType: 'String', StringValue: '0f9b8f3e-6d0a-4f55-9a55-0d6a6a3b1f01' },
    originalSentTimestamp: { DataType: 'String', StringValue: '1795253400000' },
    deadLetter: {
      DataType: 'String',
      StringValue: JSON.stringify({
        detail: 'requestUserAccess: HTTP 200, 56500140 Cannot find a user',
        messageId: '5a1c6f0e-94d7-4f0b-8a61-3d7b0c2e9f12',
        operation: 'requestUserAccess',
        attempts: 3,
        zuoraRequestId: 'abc',
        time: '2026-11-21T09:30:00.000Z',
      }),
    },
  });
});

test("the message's own attributes go along, strings, numbers and bytes", () => {
  const own: SQSMessageAttributes = {
    tenant: string('north'),
    rank: { dataType: 'Number.int', stringValue: '7' },
    trace: { dataType: 'Binary', binaryValue: 'AAH/' },
  };
  expect(deadLetterAttributes('{}', own, deadLetter)).toMatchObject({
    tenant: { DataType: 'String', StringValue: 'north' },
    rank: { DataType: 'Number.int', StringValue: '7' },
    trace: { DataType: 'Binary', BinaryValue: Buffer.from([0, 1, 255]) },
  });
});

test('ours replace the copies of an earlier dead letter', () => {
  const own = { reason: string('old'), originalMessageId: string('old'), deadLetter: string('old') };
  const attributes = deadLetterAttributes('{}', own, deadLetter);
  expect(Object.keys(attributes)).toEqual(ours);
  expect(JSON.stringify(attributes)).not.toContain('old');
});

test('what let a stale grant through once does not go along', () => {
  const own = { allowStale: string('true'), tenant: string('north') };
  expect(Object.keys(deadLetterAttributes('{}', own, deadLetter)).sort()).toEqual([...ours, 'tenant'].sort());
});

test('of ten attributes of its own a message keeps six', () => {
  const own = Object.fromEntries(Array.from({ length: 10 }, (_, index) => [`a${index}`, string('x')]));
  expect(Object.keys(deadLetterAttributes('{}', own, deadLetter))).toEqual([
    ...ours,
    'a0',
    'a1',
    'a2',
    'a3',
    'a4',
    'a5',
  ]);
});

test('where 21 bytes are left, they are for the reason', () => {
  const attributes = deadLetterAttributes('x'.repeat(2 ** 20 - 21), {}, deadLetter);
  expect(Object.keys(attributes)).toEqual(['reason']);
});

describe('whatever the message', () => {
  // Half of it what SQS refuses: control characters, lone surrogates, the last two of the plane.
  const anyText = fc.string({
    unit: fc.oneof(
      fc.constantFrom('\0', '\u{1f}', '\ud800', '\udfff', '\ufffe', '\uffff', '\n', '"', '\\', '👩'),
      fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
    ),
    maxLength: 3000,
    size: 'max',
  });
  const sendable = anyText.map(
    (text) => text.toWellFormed().replace(/[^\t\n\r -\u{D7FF}\u{E000}-\u{FFFD}]/gu, ' ') || 'x',
  );
  const attribute: fc.Arbitrary<SQSMessageAttributes[string]> = fc.oneof(
    sendable.map(string),
    fc.uint8Array({ minLength: 1 }).map((bytes) => ({
      dataType: 'Binary' as const,
      binaryValue: Buffer.from(bytes).toString('base64'),
    })),
    fc.constant(string('')),
  );
  const name = fc.oneof(fc.constantFrom(...ours), fc.string({ unit: fc.constantFrom(...'aZ0_-'), minLength: 1 }));
  const messages = fc.record({
    body: fc.oneof(
      { arbitrary: fc.integer({ min: 2 ** 20 - 5000, max: 2 ** 20 }).map((size) => 'x'.repeat(size)), weight: 1 },
      { arbitrary: sendable, weight: 9 },
    ),
    own: fc.dictionary(name, attribute, { maxKeys: 10 }),
    detail: anyText,
  });

  test('SQS takes its dead letter: ten attributes, none empty, no forbidden character, 1 MiB in all', () => {
    fc.assert(
      fc.property(messages, ({ body, own, detail }) => {
        const attributes = deadLetterAttributes(body, own, { ...deadLetter, detail });
        const values = Object.values(attributes);
        expect(values.length).toBeLessThanOrEqual(10);
        expect(Buffer.byteLength(body) + sizeOf(attributes)).toBeLessThanOrEqual(2 ** 20);
        for (const { StringValue, BinaryValue = [] } of values) {
          if (StringValue === undefined) expect(BinaryValue.length).toBeGreaterThan(0);
          else expect(allowed.test(StringValue)).toBe(true);
        }
      }),
    );
  });

  test('the summary is JSON of at most 2 KB, and the reason is ours', () => {
    fc.assert(
      fc.property(messages, anyText, ({ own, detail }, reason) => {
        const attributes = deadLetterAttributes('{}', own, { ...deadLetter, detail, reason });
        const summary = attributes['deadLetter']?.StringValue ?? '';
        expect(Buffer.byteLength(summary)).toBeLessThanOrEqual(2048);
        const { detail: kept, ...rest } = JSON.parse(summary);
        expect(rest).toMatchObject({ operation: 'requestUserAccess', attempts: 3, zuoraRequestId: 'abc' });
        expect(Buffer.byteLength(detail) > 300 || kept.length === detail.length).toBe(true);
        expect(attributes['reason']?.StringValue).not.toBe('');
      }),
    );
  });

  test('the summary keeps to its 2 KB when Zuora sends a request id without end', () => {
    const attributes = deadLetterAttributes('{}', {}, { ...deadLetter, zuoraRequestId: 'x'.repeat(4000) });
    expect(Buffer.byteLength(attributes['deadLetter']?.StringValue ?? '')).toBeLessThanOrEqual(2048);
  });
});

describe('beside a body that leaves little room', () => {
  const mebibyte = 2 ** 20;
  /** @param room bytes that the body leaves */
  const fitting = (room: number, own: Attributes) =>
    Object.keys(fittingAttributes('x'.repeat(mebibyte - room), {}, own));

  test('an attribute goes along whose name, type and value fit to the byte', () => {
    const text: Attributes = { tenant: { DataType: 'String', StringValue: 'nörd' } };
    expect(fitting(17, text)).toEqual(['tenant']);
    expect(fitting(16, text)).toEqual([]);
    const bytes: Attributes = { trace: { DataType: 'Binary', BinaryValue: Buffer.from([0, 1, 255]) } };
    expect(fitting(14, bytes)).toEqual(['trace']);
    expect(fitting(13, bytes)).toEqual([]);
  });

  test('one that does not fit leaves its room to the next', () => {
    const large = { DataType: 'String', StringValue: 'x'.repeat(100) };
    expect(fitting(50, { large, small: { DataType: 'String', StringValue: 'x' } })).toEqual(['small']);
  });
});

describe('of a long detail', () => {
  const summaryOf = (changes: Partial<DeadLetter>): string =>
    deadLetterAttributes('{}', {}, { ...deadLetter, ...changes })['deadLetter']?.StringValue ?? '';

  test('as much is kept as makes 2 KB to the byte, and what is longer is cut', () => {
    const room = 2048 - Buffer.byteLength(summaryOf({ detail: '' }));
    const detail = 'x'.repeat(room);
    expect(JSON.parse(summaryOf({ detail })).detail).toBe(detail);
    expect(Buffer.byteLength(summaryOf({ detail: `${detail}x` }))).toBeLessThan(2048);
  });

  test('nothing is kept where the rest fills the room', () => {
    expect(JSON.parse(summaryOf({ operation: 'x'.repeat(2048) })).detail).toBe('');
  });
});

test('a reason that is empty becomes a dash, since SQS takes no empty value', () => {
  const { reason } = deadLetterAttributes('{}', {}, { ...deadLetter, reason: '' });
  expect(reason).toEqual({ DataType: 'String', StringValue: '-' });
});

test('a message counts with the bytes of its body, and of name, type and value of each attribute', () => {
  const attributes: Attributes = {
    ab: { DataType: 'String', StringValue: 'é' },
    c: { DataType: 'Binary', BinaryValue: Uint8Array.of(1, 2, 3) },
  };
  expect(messageBytes('日', attributes)).toBe(3 + (2 + 6 + 2) + (1 + 6 + 3));
});
