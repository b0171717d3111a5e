import { expect, test } from '@jest/globals';
import { seedEntity } from '../../../local/zuora/seed.ts';
import { minute, useOneUser } from './one-user.ts';
import { request, revoke } from './user-events.ts';

const { france, germany } = seedEntity;
const { deliveries, pass, requestOf, removalFrom, brought, look, sweepFor, item, granted, setInZuora, plantAtLook } =
  useOneUser();

const noSuchUser = { success: false, reasons: [{ code: 50_000_040, message: 'no such user' }] };

test.each([
  ['nothing else is said', false],
  ['access to another entity ends', true],
])('a user whose access was verified once, and who is waited for, gets it if %s meanwhile', async (_, isRevoked) => {
  await brought(request, requestOf([germany]));
  await look();
  expect(await granted()).toEqual([germany]);
  // They are renamed or deleted in Zuora: no entity knows the login.
  await plantAtLook({ status: 200, body: noSuchUser }, 100);
  pass(11 * minute);
  const again = requestOf([germany], { assignment: 'T-2' });
  expect(await brought(request, again)).toMatchObject({ outcome: 'waiting-for-account' });
  expect((await item())['dueAt']?.N).toBeDefined();
  pass(minute);
  if (isRevoked) expect(await brought(revoke, removalFrom(france))).toMatchObject({ outcome: 'no-such-user' });
  // They are created again.
  await deliveries().access.sandbox('DELETE', 'faults');
  await setInZuora([]);
  await sweepFor(26 * 60 * minute);
  expect(await granted()).toEqual([germany]);
});
