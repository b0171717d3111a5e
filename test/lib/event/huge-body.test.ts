import { expect, test } from '@jest/globals';
import { userAccessRequested } from '../../../events/user-access-requested.ts';
import { BadEvent } from '../../../lib/errors.ts';
import { readEvent } from '../../../lib/event/event.ts';
import { accessEvent } from '../../factories.ts';

/** As long as SQS takes, with room for an event around it. */
const size = 1_048_576 - 1000;

/** As deep as there is room for. */
function nested(open: string, close: string, inside = ''): string {
  const depth = Math.floor(size / (open.length + close.length));
  return open.repeat(depth) + inside + close.repeat(depth);
}

/** As many as there is room for. */
function many(item: string): string {
  return Array(Math.floor(size / (item.length + 1)))
    .fill(item)
    .join();
}

const arrays = nested('[', ']');
const objects = nested('{"a":', '}', '1');
const fields = Array.from({ length: size / 12 }, (_, index) => `"${1_000_000 + index}":1`).join();

const attributes = JSON.stringify(accessEvent()).replace(/,"data":.*/, '');
const withData = (data: string) => `${attributes},"data":${data}}`;
const eventBridge = (detail: string) => `{"detail-type":"${userAccessRequested.type}","source":"s","detail":${detail}}`;
const sns = (text: string) => JSON.stringify({ Type: 'Notification', TopicArn: 'arn', Message: text });

// A stack that overflows would be no BadEvent, and quadratic time would be minutes.
test.each([
  ['not-json', 'open arrays', '['.repeat(size)],
  ['not-json', 'open objects', '{"a":'.repeat(size / 5)],
  ['batch-unsupported', 'nested arrays', arrays],
  ['invalid-event', 'nested objects', objects],
  ['invalid-event', 'nested arrays as data', withData(arrays)],
  ['invalid-event', 'nested objects as data', withData(objects)],
  ['invalid-event', 'nested arrays as username', withData(`{"username":${arrays}}`)],
  ['invalid-event', 'nested arrays as ids', withData(`{"targetEntityIds":${arrays}}`)],
  ['invalid-event', 'ids', withData(`{"targetEntityIds":[${many('""')}]}`)],
  ['invalid-event', 'fields of data', withData(`{${fields}}`)],
  ['invalid-event', 'attributes', `${attributes},${fields}}`],
  ['invalid-event', 'white space', withData(`{"username":"${' '.repeat(size)}"}`)],
  ['invalid-event', 'digits', withData(`{"targetEntityIds":["${'5'.repeat(size)}"]}`)],
  ['unexpected-type', 'a type', JSON.stringify(accessEvent({ type: nested('zuora.', '.v1') }))],
  ['invalid-event', 'nested objects in EventBridge', eventBridge(objects)],
  ['unexpected-type', 'EventBridge in EventBridge', nested('{"detail-type":"x","detail":', '}', '{}')],
  ['batch-unsupported', 'nested arrays in SNS', sns(arrays)],
  ['not-json', 'open arrays in SNS', sns('['.repeat(size))],
])('%s: a body full of %s', (reason, _, body) => {
  expect(Buffer.byteLength(body)).toBeGreaterThan(0.95 * size);
  const reading = () => readEvent('requestUserAccess', userAccessRequested, body, 'first');
  expect(reading).toThrow(BadEvent);
  expect(reading).toThrow(expect.objectContaining({ reason }));
});

test('what an event carries beside its data may be nested as deep', () => {
  const data = JSON.stringify(accessEvent().data);
  const body = `${attributes},"extension":${objects},"data":${data}}`;
  expect(readEvent('requestUserAccess', userAccessRequested, body, 'first').eventId).toBe('joiner-1');
});
