import { describe, expect, test } from '@jest/globals';
import { eventsOf, toRecord } from '../../../local/lambda/sqs-event.ts';

const queueArn = 'arn:aws:sqs:us-east-1:000000000000:orders';

const message = (body: string) => ({
  MessageId: 'm-1',
  ReceiptHandle: 'r-1',
  Body: body,
  MD5OfBody: 'd41d8cd98f00b204e9800998ecf8427e',
  Attributes: {
    ApproximateReceiveCount: '2',
    SentTimestamp: '1700000000000',
    SenderId: 'AIDA',
    ApproximateFirstReceiveTimestamp: '1700000000001',
    AWSTraceHeader: 'Root=1-2',
  },
});

describe('a record', () => {
  test('has the form that Lambda gives it', () => {
    const received = {
      ...message('hello'),
      MessageAttributes: {
        text: { DataType: 'String', StringValue: 'a' },
        bytes: { DataType: 'Binary', BinaryValue: Uint8Array.of(1, 2, 255) },
      },
      MD5OfMessageAttributes: '00000000000000000000000000000000',
    };

    expect(toRecord(received, queueArn)).toEqual({
      messageId: 'm-1',
      receiptHandle: 'r-1',
      body: 'hello',
      attributes: received.Attributes,
      messageAttributes: {
        text: { stringValue: 'a', stringListValues: [], binaryListValues: [], dataType: 'String' },
        bytes: { binaryValue: 'AQL/', stringListValues: [], binaryListValues: [], dataType: 'Binary' },
      },
      md5OfBody: 'd41d8cd98f00b204e9800998ecf8427e',
      md5OfMessageAttributes: '00000000000000000000000000000000',
      eventSource: 'aws:sqs',
      eventSourceARN: queueArn,
      awsRegion: 'us-east-1',
    });
  });

  test('has no message attributes if its message has none', () => {
    expect(toRecord(message('hello'), queueArn)).toMatchObject({ messageAttributes: {} });
  });
});

describe('a batch', () => {
  const record = (body: string) => toRecord(message(body), queueArn);
  const bodies = (events: ReturnType<typeof eventsOf>) => events.map(({ Records }) => Records.map(({ body }) => body));

  test('within the payload limit is one event', () => {
    expect(bodies(eventsOf([record('1'), record('2'), record('3')]))).toEqual([['1', '2', '3']]);
  });

  test('is split, in order, just where it would exceed the payload limit', () => {
    const records = [record('1'), record('ü'), record('3')];
    const sizeOfTwo = Buffer.byteLength(JSON.stringify({ Records: records.slice(0, 2) }));

    expect(bodies(eventsOf(records, sizeOfTwo))).toEqual([['1', 'ü'], ['3']]);
    expect(bodies(eventsOf(records, sizeOfTwo - 1))).toEqual([['1'], ['ü'], ['3']]);
  });

  test('of messages that are each over the limit is one event for each', () => {
    expect(bodies(eventsOf([record('1'), record('2')], 1))).toEqual([['1'], ['2']]);
  });
});
