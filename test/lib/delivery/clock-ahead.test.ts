/** SQS says when a message was sent. Its clock may be some seconds ahead of the function's. */
import { expect, test } from '@jest/globals';
import { seedEntity } from '../../../local/zuora/seed.ts';
import { minute, useOneUser } from './one-user.ts';
import { leaseTime } from './user-attempts.ts';
import { request, revoke } from './user-events.ts';

const { germany, japan } = seedEntity;
const {
  deliveries,
  now,
  pass,
  requestOf,
  removalFrom,
  brought,
  cutOff,
  look,
  sweepFor,
  inZuora,
  writesSent,
  setInZuora,
} = useOneUser();

/** A request that was sent when SQS's clock was ahead, and its message. */
async function sentAhead() {
  const sentAt = now() + 3000;
  const body = { ...requestOf([japan]), time: new Date(sentAt).toISOString() };
  const record = await deliveries().message(body);
  return { body, record: { ...record, attributes: { ...record.attributes, SentTimestamp: String(sentAt) } } };
}

test('a request that is pending is not sent again by a look', async () => {
  const { body, record } = await sentAhead();
  await brought(request, body, record);
  await sweepFor(24 * 60 * minute);
  expect(await writesSent('request-access')).toBe(1);
});

test('a request that is pending is not sent again by a look, though its attempt was cut off', async () => {
  const { body, record } = await sentAhead();
  await cutOff(body, request, record);
  pass(leaseTime);
  await brought(revoke, removalFrom(germany));
  await sweepFor(24 * 60 * minute);
  expect(await writesSent('request-access')).toBe(1);
});

test('access that somebody takes in Zuora stays taken', async () => {
  await setInZuora([japan]);
  const { body, record } = await sentAhead();
  await brought(request, body, record);
  await setInZuora([]);
  await look();
  expect(await inZuora()).toEqual({ granted: [], pending: [] });
});
