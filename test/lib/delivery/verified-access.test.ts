/** The audit log says of access that was there before anybody asked when a look has shown it. */
import { expect, test } from '@jest/globals';
import { seedEntity } from '../../../local/zuora/seed.ts';
import { minute, useOneUser } from './one-user.ts';
import { leaseTime } from './user-attempts.ts';
import { decide, request } from './user-events.ts';

const { germany } = seedEntity;
const { pass, requestOf, decisionOn, unsettled, brought, look, story, granted, setInZuora } = useOneUser();

test('is verified again if it ended with a suspension, and somebody gave it back in Zuora', async () => {
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

test('is verified once, though a decision and a look were cut off after they had written it', async () => {
  await setInZuora([germany]);
  const decision = decisionOn(1, false, [germany]);
  const { record } = await brought(decide, decision, undefined, unsettled());
  pass(leaseTime);
  await look(unsettled());
  pass(leaseTime);
  await brought(decide, decision, record);
  expect((await story()).filter((one) => one.startsWith('verify'))).toEqual(['verify seen']);
});
