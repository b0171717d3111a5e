import { describe, expect, test } from '@jest/globals';
import { BadEvent } from '../../../lib/errors.ts';
import { openEnvelope } from '../../../lib/event/envelope.ts';
import { accessEvent } from '../../factories.ts';

const event = accessEvent();

/** https://docs.aws.amazon.com/eventbridge/latest/ref/overview-event-structure.html */
const eventBridge = (detail: unknown) => ({
  version: '0',
  id: 'changes-with-every-PutEvents',
  'detail-type': 'zuora.user-access.requested.v1',
  source: 'com.example.hr',
  account: '123456789012',
  time: '2026-11-21T09:31:00Z',
  region: 'us-east-1',
  resources: [],
  detail,
});

/** https://docs.aws.amazon.com/sns/latest/dg/sns-message-and-json-formats.html */
const sns = (message: unknown) => ({
  Type: 'Notification',
  MessageId: '22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324',
  TopicArn: 'arn:aws:sns:us-east-1:123456789012:hr',
  Message: typeof message === 'string' ? message : JSON.stringify(message),
  Timestamp: '2026-11-21T09:32:00.000Z',
});

const open = (content: unknown) => openEnvelope(JSON.stringify(content));

describe('an event is found', () => {
  test('bare, as SNS raw delivery leaves it too', () => {
    expect(open(event)).toEqual(event);
  });

  test('as the detail of EventBridge', () => {
    expect(open(eventBridge(event))).toEqual(event);
  });

  test('in EventBridge with the data as detail', () => {
    expect(open(eventBridge({ ...event.data, correlationid: 'TICKET-1' }))).toEqual({
      specversion: '1.0',
      type: 'zuora.user-access.requested.v1',
      source: 'com.example.hr',
      id: 'changes-with-every-PutEvents',
      time: '2026-11-21T09:31:00Z',
      correlationid: 'TICKET-1',
      data: event.data,
    });
  });

  test('in EventBridge under the id inside the detail, which a repeated PutEvents keeps', () => {
    expect(open(eventBridge({ id: 'joiner-1', ...event.data }))).toMatchObject({ id: 'joiner-1', data: event.data });
    expect(open(eventBridge({ ...event, id: 'joiner-2' }))).toMatchObject({ id: 'joiner-2' });
    const { id: _, ...withoutId } = event;
    expect(open(eventBridge(withoutId))).toMatchObject({ id: 'changes-with-every-PutEvents', source: event.source });
  });

  test('in SNS', () => {
    expect(open(sns(event))).toEqual(event);
  });

  test('in SNS around EventBridge', () => {
    expect(open(sns(eventBridge(event)))).toEqual(event);
    expect(open(sns(eventBridge(event.data)))).toMatchObject({ source: 'com.example.hr', data: event.data });
  });

  test('behind a byte order mark, in an envelope too', () => {
    const marked = `\u{FEFF}${JSON.stringify(event)}`;
    expect(openEnvelope(marked)).toEqual(event);
    expect(openEnvelope(`\u{FEFF}${JSON.stringify(sns(marked))}`)).toEqual(event);
  });

  test('in four envelopes', () => {
    expect(open(sns(sns(sns(sns(event)))))).toEqual(event);
  });

  test.each([
    ['has another type', { Type: 'SubscriptionConfirmation' }],
    ['comes from no topic', { TopicArn: undefined }],
    ['carries no text', { Message: {} }],
  ])('bare, however much it looks like a notification of SNS that %s', (_, difference) => {
    const alike = JSON.parse(JSON.stringify({ ...event, ...sns({}), ...difference }));
    expect(open(alike)).toEqual(alike);
  });
});

test('neither the type nor any attribute is judged here', () => {
  expect(open({ specversion: 1, type: 5 })).toEqual({ specversion: 1, type: 5 });
});

describe('a body is refused', () => {
  const inside = (depth: number): unknown => (depth === 0 ? event : sns(inside(depth - 1)));

  test.each([
    ['not-json', 'that is not JSON', 'hello'],
    ['not-json', 'that is empty', ''],
    ['not-json', 'that begins with two byte order marks', '\u{FEFF}\u{FEFF}{}'],
    ['not-json', 'that ends with a byte order mark', '{}\u{FEFF}'],
    ['not-json', 'whose SNS message is not JSON', JSON.stringify(sns('hello'))],
    ['batch-unsupported', 'that is an array', JSON.stringify([event])],
    ['batch-unsupported', 'whose SNS message is an array', JSON.stringify(sns([event]))],
    ['batch-unsupported', 'that nests 10,000 arrays', `${'['.repeat(10_000)}${']'.repeat(10_000)}`],
    ['invalid-event', 'that nests 10,000 objects', `${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`],
    ['invalid-event', 'that is no object', '"text"'],
    ['invalid-event', 'that is null', 'null'],
    ['invalid-event', 'without a sign of a CloudEvent', '{}'],
    ['invalid-event', 'whose EventBridge detail is no object', JSON.stringify(eventBridge('text'))],
    ['invalid-event', 'deep inside envelopes', JSON.stringify(inside(5))],
  ])('as %s: one %s', (reason, _, body) => {
    const opening = () => openEnvelope(body);
    expect(opening).toThrow(BadEvent);
    expect(opening).toThrow(expect.objectContaining({ reason }));
  });

  test.each([
    ['[]', 'The body is an array; send one event a message.'],
    ['1', 'The body is JSON, but no object.'],
    [JSON.stringify(eventBridge('text')), 'detail: is missing or no object'],
    [JSON.stringify(inside(5)), 'The event is inside more than 4 envelopes.'],
  ])('with what is wrong: %s', (body, message) => {
    expect(() => openEnvelope(body)).toThrow(expect.objectContaining({ message }));
  });

  test('without a word of what it holds', () => {
    expect(() => openEnvelope('{"password":"hunter2"')).toThrow(/^The body is not JSON\.$/);
    expect(() => open({ password: 'hunter2' })).toThrow(/^specversion: is missing/);
  });
});
