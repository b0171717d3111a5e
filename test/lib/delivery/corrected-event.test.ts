import { expect, test } from '@jest/globals';
import { seedEntity } from '../../../local/zuora/seed.ts';
import { minute, useOneUser } from './one-user.ts';
import { leaseTime } from './user-attempts.ts';
import { request } from './user-events.ts';

const { germany, japan } = seedEntity;
const { pass, requestOf, brought, cutOff, sweepFor, inZuora, plantAtRequest } = useOneUser();

test('the corrected version of an event counts, though attempts at both versions were cut off', async () => {
  const wrong = requestOf([germany]);
  const { id, time } = wrong;
  const right = { ...requestOf([japan]), id, time };
  const noPermission = { success: false, reasons: [{ code: 90_000_020, message: 'No permission' }] };
  await plantAtRequest({ status: 200, body: noPermission });
  await cutOff(wrong, request);
  pass(leaseTime);
  const record = await cutOff(right, request);
  expect(await inZuora()).toEqual({ granted: [], pending: [japan] });
  pass(leaseTime);
  await brought(request, right, record);
  await sweepFor(60 * minute);
  expect(await inZuora()).toEqual({ granted: [], pending: [japan] });
});
