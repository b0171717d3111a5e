import { expect, test } from '@jest/globals';
import { seedEntity } from '../../../local/zuora/seed.ts';
import { minute, useOneUser } from './one-user.ts';
import { leaseTime } from './user-attempts.ts';
import { request } from './user-events.ts';

const { france, germany, global } = seedEntity;
const { pass, requestFor, unsettled, servicesWith, brought, sweepFor, granted } = useOneUser();

test('an attempt that was cut off is looked for, though its message comes back when the limits leave it out', async () => {
  const body = requestFor(germany, 30 * minute);
  const { record } = await brought(request, body, undefined, unsettled());
  expect(await granted()).toEqual([germany]);
  pass(leaseTime);
  const closer = servicesWith({ allowedEntityIds: [global, france] });
  expect(await brought(request, body, record, closer)).toMatchObject({ outcome: 'dead-letter' });
  await sweepFor(60 * minute);
  expect(await granted()).toEqual([]);
});
