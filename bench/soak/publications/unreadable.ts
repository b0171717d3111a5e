/** Identity events that cannot be read, and messages with many events. */
import { timeOfSending } from './cloud-event.ts';

type Weighted<T> = readonly (readonly [weight: number, T])[];

/** With the reason of the dead letter. A text is not JSON. */
export const unreadable: Weighted<readonly [reason: string, form: (id: string) => object | string]> = [
  [1, ['invalid-event', withoutUser]],
  [1, ['unrecognised-event', (id) => ({ id, hello: 'world' })]],
  [1, ['not-json', (id) => `{"id":"${id}",`]],
  [1, ['unsupported-source', (id) => ({ source: 'aws.s3', id, 'detail-type': 'Object Created', detail: {} })]],
];

function withoutUser(id: string): object {
  const type = 'identity.user.joined.v1';
  return { specversion: '1.0', type, source: 'soak', id, time: timeOfSending, data: { person: {} } };
}

/** The body of a message with one such event, and of its dead letter. */
export function bodyOf(event: object | string): string {
  return typeof event === 'string' ? event : JSON.stringify(event);
}

/** Many events in one message: a list, and Okta's hook. */
export const batches: Weighted<(events: readonly unknown[]) => unknown> = [
  [1, (events) => events],
  [1, (events) => ({ eventType: 'com.okta.event_hook', eventTime: timeOfSending, data: { events } })],
];
