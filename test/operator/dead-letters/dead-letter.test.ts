import type { Message } from '@aws-sdk/client-sqs';
import { describe, expect, test } from '@jest/globals';
import type { Attributes } from '../../../lib/sqs/dead-letter.ts';
import { hasMessageId, readDeadLetter, resendAttributes } from '../../../operator/dead-letters/dead-letter.ts';
import { toCompleteJson } from '../../../operator/dead-letters/dead-letter-json.ts';
import { summarise } from '../../../operator/dead-letters/summary.ts';

const messageId = '0f9b8f3e-6d0a-4f55-9a55-0d6a6a3b1f01';
const first = '5a1c6f0e-94d7-4f0b-8a61-3d7b0c2e9f12';
const logged = '7c2d9a41-0b3e-4c55-9f10-2e8a6b7c8d90';
const sentAt = 1_795_253_400_000;
const text = (StringValue: string): Attributes[string] => ({ DataType: 'String', StringValue });

const summary = { detail: 'no such user', operation: 'requestUserAccess', attempts: 3, time: '2026-11-21T09:30:00Z' };
const ours: Attributes = {
  reason: text('not-found'),
  originalMessageId: text(first),
  originalSentTimestamp: text(String(sentAt - 1000)),
  deadLetter: text(JSON.stringify(summary)),
};

const withoutId = '{"specversion":"1.0","source":"hr"}';

function received(attributes: Attributes, Body = '{"specversion":"1.0","source":"hr","id":"joiner-1"}'): Message {
  return {
    MessageId: messageId,
    ReceiptHandle: 'receipt',
    Body,
    Attributes: { SentTimestamp: String(sentAt) },
    MessageAttributes: attributes,
  };
}

const letter = (...message: Parameters<typeof received>) =>
  readDeadLetter('user-access-requests', received(...message));

describe('a dead letter', () => {
  test('that a function sent says why, and when it first arrived', () => {
    expect(letter(ours)).toMatchObject({
      queue: 'user-access-requests',
      messageId,
      originalSentTimestamp: sentAt - 1000,
      sentAt,
      reason: 'not-found',
      detail: 'no such user',
      operation: 'requestUserAccess',
      attempts: 3,
      eventId: 'joiner-1',
      source: 'hr',
    });
  });

  test.each([
    ['what its event asks for', { username: 'ada', targetEntityIds: ['uk'], requestedBy: 'hr' }, 'ada', ['uk']],
    ['nothing that is malformed', { username: ['ada'], targetEntityIds: 'uk', entityId: 'home' }, undefined, ['home']],
    ['nothing of an event without data', undefined, undefined, []],
  ])('says %s', (_, data, username, entityIds) => {
    const body = JSON.stringify({ specversion: '1.0', source: 'hr', id: 'joiner-1', data });
    expect(toCompleteJson(letter(ours, body))).toMatchObject({ eventId: 'joiner-1', username, entityIds });
  });

  test.each([
    ['with the attributes of a function', ours],
    ['without', { originalMessageId: text(first) }],
  ])(
    '%s is believed about its first ID only if its event has no id: a publisher may have written it',
    (_, attributes) => {
      expect(letter(attributes).originalMessageId).toBe(messageId);
      expect(letter(attributes, withoutId).originalMessageId).toBe(first);
    },
  );

  test('that SQS moved has kept its ID and the time of its sending', () => {
    expect(letter({})).toMatchObject({
      reason: 'crashed',
      originalMessageId: messageId,
      originalSentTimestamp: sentAt,
    });
  });

  test.each([
    ['no message ID', { originalMessageId: text("x'; drop table") }],
    ['bytes', { originalMessageId: { DataType: 'Binary', BinaryValue: Buffer.from(first) } }],
  ])('with %s as its first ID has its own', (_, attributes) => {
    expect(letter(attributes).originalMessageId).toBe(messageId);
  });

  test.each(['not JSON', '[]', '{}', '{"specversion":"1.0","id":7}'])('with the body %s has no event', (body) => {
    const { eventId, source } = letter(ours, body);
    expect([eventId, source]).toEqual([undefined, undefined]);
  });

  test('with a summary that is not ours has its reason all the same', () => {
    const { reason, operation } = letter({ ...ours, deadLetter: text('[') });
    expect([reason, operation]).toEqual(['not-found', undefined]);
  });

  test('goes by its own ID, by the first, and by the one in the log', () => {
    const again = { ...ours, deadLetter: text(JSON.stringify({ ...summary, messageId: logged })) };
    const ids = [messageId, first, logged, 'other'];
    expect(ids.map((id) => hasMessageId(letter(again, withoutId), id))).toEqual([true, true, true, false]);
    expect(ids.map((id) => hasMessageId(summarise(letter(again, withoutId)), id))).toEqual([true, true, true, false]);
  });

  test('of an earlier release goes by its own ID and by the first', () => {
    const ids = [messageId, first, logged];
    expect(ids.map((id) => hasMessageId(letter(ours, withoutId), id))).toEqual([true, true, false]);
  });

  test('is kept with its attributes as the AWS CLI takes them', () => {
    const trace = { DataType: 'Binary', BinaryValue: Uint8Array.from([0, 1, 255]) };
    const { body, attributes } = toCompleteJson(letter({ trace }, 'a body'));
    expect(JSON.parse(JSON.stringify({ body, attributes }))).toEqual({
      body: 'a body',
      attributes: { trace: { DataType: 'Binary', BinaryValue: 'AAH/' } },
    });
  });
});

describe('sent again, a message', () => {
  const sent = { originalSentTimestamp: text(String(sentAt)) };
  const rank = { DataType: 'Number.int', StringValue: '7' };

  test('has its own attributes, its first ID and the time of its first sending, and no reason', () => {
    expect(resendAttributes(letter({ ...ours, rank }, withoutId))).toEqual({
      originalMessageId: text(first),
      originalSentTimestamp: text(String(sentAt - 1000)),
      rank,
    });
  });

  test('that SQS moved carries the ID and the time that it has', () => {
    expect(resendAttributes(letter({ rank }))).toEqual({ originalMessageId: text(messageId), ...sent, rank });
  });

  test('with ten attributes of its own gives up two for ours', () => {
    const own = Object.fromEntries(Array.from({ length: 10 }, (_, index) => [`own${index}`, rank]));
    const attributes = resendAttributes(letter(own));
    expect(Object.keys(attributes)).toHaveLength(10);
    expect(attributes).toMatchObject({ originalMessageId: text(messageId), ...sent, own7: rank });
  });

  test.each([
    ['stale', true, { allowStale: text('true') }],
    ['stale', false, {}],
    ['not-found', true, {}],
  ])('given up for %s may be stale, when that is allowed (%p), with %j', (reason, stale, attributes) => {
    const again = resendAttributes(letter({ reason: text(reason), allowStale: text('true') }), stale);
    expect(again).toEqual({ originalMessageId: text(messageId), ...sent, ...attributes });
  });

  test('as large as SQS allows is sent as it was', () => {
    expect(resendAttributes(letter({}, 'x'.repeat(1_048_576)))).toEqual({});
  });
});
