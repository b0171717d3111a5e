import { describe, expect, test } from '@jest/globals';
import { seedEntity } from '../../../local/zuora/seed.ts';
import { minute, useOneUser } from './one-user.ts';
import { leaseTime } from './user-attempts.ts';
import { decide, request, revoke } from './user-events.ts';

const { germany, japan } = seedEntity;
const {
  now,
  pass,
  requestOf,
  requestFor,
  removalFrom,
  decisionOn,
  unsettled,
  servicesWith,
  brought,
  cutOff,
  look,
  lookThatDies,
  sweepFor,
  item,
  story,
  granted,
  lastLine,
  setInZuora,
  plantAtLook,
} = useOneUser();

describe('access for a time whose attempt died after its record was settled', () => {
  test('ends, if its message comes back before the end', async () => {
    const body = requestFor(germany, 30 * minute);
    const record = await cutOff(body, request);
    expect(await granted()).toEqual([germany]);
    pass(leaseTime);
    expect(await brought(request, body, record)).toMatchObject({ outcome: 'already-applied' });
    await sweepFor(60 * minute);
    expect(await granted()).toEqual([]);
  });

  test('ends, if its message comes back after the end', async () => {
    const body = requestFor(germany, minute);
    const record = await cutOff(body, request);
    pass(leaseTime);
    await brought(request, body, record);
    expect(lastLine()).toMatchObject({ operation: 'requestUserAccess', zuoraRequestId: expect.any(String) });
    await sweepFor(5 * minute);
    expect(await granted()).toEqual([]);
  });

  test('ends, if another event of the user finds it first', async () => {
    const body = requestFor(germany, minute);
    const record = await cutOff(body, request);
    pass(leaseTime);
    await brought(revoke, removalFrom(japan));
    await brought(request, body, record);
    await sweepFor(5 * minute);
    expect(await granted()).toEqual([]);
  });

  test('keeps its message while another attempt holds the account', async () => {
    const body = requestFor(germany, 30 * minute);
    const record = await cutOff(body, request);
    pass(minute);
    expect(await brought(request, body, record)).toMatchObject({ outcome: 'busy' });
  });

  test('is found by a look, if its message comes back while Zuora does not answer', async () => {
    const body = requestFor(germany, 30 * minute);
    const record = await cutOff(body, request);
    pass(leaseTime);
    await plantAtLook({ status: 503, body: 'Service Unavailable' });
    expect(await brought(request, body, record)).toMatchObject({ outcome: 'already-applied' });
    expect(await story()).toEqual([]);
    await sweepFor(5 * minute);
    expect(await story()).toEqual(['request seen', 'verify seen']);
  });
});

test('access for a time ends, though its attempt died, and its message comes back so late that it is stale', async () => {
  const sevenDaysAgo = new Date(now() - 7 * 24 * 60 * minute + minute).toISOString();
  const body = { ...requestFor(germany, 30 * minute), time: sevenDaysAgo };
  const { record } = await brought(request, body, undefined, unsettled());
  expect(await granted()).toEqual([germany]);
  pass(leaseTime);
  expect(await brought(request, body, record)).toMatchObject({ outcome: 'dead-letter' });
  await sweepFor(60 * minute);
  expect(await granted()).toEqual([]);
  expect(await story()).toEqual(['deny accepted', 'request accepted', 'verify seen']);
});

test('access for a shorter time ends, though this attempt and the next one were cut off', async () => {
  await brought(request, requestOf([germany]));
  await look();
  expect(await granted()).toEqual([germany]);
  pass(minute);
  const shorter = requestFor(germany, 2 * minute);
  const record = await cutOff(shorter, request);
  pass(leaseTime);
  const other = requestOf([japan], { assignment: 'T-2' });
  const automatic = servicesWith({ automaticEntityIds: [japan] });
  const { record: otherRecord } = await brought(request, other, undefined, { ...automatic, ...unsettled() });
  expect(await granted()).toEqual([germany, japan]);
  pass(leaseTime);
  expect(await brought(request, shorter, record)).toMatchObject({ outcome: 'already-applied' });
  pass(4 * minute);
  await brought(request, other, otherRecord);
  await sweepFor(120 * minute);
  expect(await granted()).toEqual([japan]);
});

test('access from before that a suspension ended comes back after it, though its attempt died', async () => {
  await setInZuora([germany]);
  const suspension = decisionOn(1, true);
  const record = await cutOff(suspension, decide);
  expect(await granted()).toEqual([]);
  pass(leaseTime);
  await brought(decide, suspension, record);
  expect(await story()).toEqual(['deny seen']);
  pass(minute);
  expect(await brought(decide, decisionOn(2, false))).toMatchObject({ outcome: 'applied' });
  expect(await granted()).toEqual([germany]);
});

test('access whose end was cut off comes back by a decision', async () => {
  await brought(request, requestFor(germany, 30 * minute));
  pass(31 * minute);
  await lookThatDies();
  expect(await granted()).toEqual([]);
  pass(leaseTime);
  expect(await brought(decide, decisionOn(1, false, [germany]))).toMatchObject({ outcome: 'applied' });
  expect(await granted()).toEqual([germany]);
  expect(await story()).toEqual(['deny seen', 'request accepted', 'request accepted']);
});

test('an event that is done and released leaves the account as it is when it comes again', async () => {
  const body = requestFor(germany, 30 * minute);
  await brought(request, body);
  const before = await item();
  pass(minute);
  expect(await brought(request, body)).toMatchObject({ outcome: 'already-applied' });
  expect(await item()).toEqual(before);
});
