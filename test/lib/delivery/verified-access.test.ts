/** The audit log says each time, and once, that a look has shown access. */
import { expect, test } from '@jest/globals';
import { seedEntity } from '../../../local/zuora/seed.ts';
import { minute, useOneUser } from './one-user.ts';
import { leaseTime } from './user-attempts.ts';
import { decide, request } from './user-events.ts';

const { germany, japan } = seedEntity;
const { pass, requestOf, decisionOn, unsettled, servicesWith, brought, look, sweepFor, story, granted, setInZuora } =
  useOneUser();

test('access is verified again if it ended with a suspension, and somebody gave it back in Zuora', async () => {
  await setInZuora([germany]);
  await brought(request, requestOf([germany]));
  pass(minute);
  await brought(decide, decisionOn(1, true));
  expect(await granted()).toEqual([]);
  pass(minute);
  await setInZuora([germany]);
  await brought(decide, decisionOn(2, false));
  expect(await story()).toEqual(['deny accepted', 'verify seen', 'verify seen']);
});

test('access from before is verified once, though a decision and a look were cut off after they had written it', async () => {
  await setInZuora([germany]);
  const decision = decisionOn(1, false, [germany]);
  const { record } = await brought(decide, decision, undefined, unsettled());
  pass(leaseTime);
  await look(unsettled());
  pass(leaseTime);
  await brought(decide, decision, record);
  expect((await story()).filter((one) => one.startsWith('verify'))).toEqual(['verify seen']);
});

test('a request that a look approved is verified once, though the look was cut off after it had written it', async () => {
  await brought(request, requestOf([japan]));
  pass(11 * minute);
  await look({ ...servicesWith({ automaticEntityIds: [japan] }), ...unsettled() });
  pass(leaseTime);
  await sweepFor(60 * minute);
  expect(await story()).toEqual(['approve accepted', 'request accepted', 'verify seen']);
});
