import { expect, test } from '@jest/globals';
import { seedEntity } from '../../../local/zuora/seed.ts';
import { minute, useOneUser } from './one-user.ts';
import { approve, request } from './user-events.ts';

const { japan } = seedEntity;
const { pass, requestFor, approvalOf, brought, look, inZuora, setInZuora } = useOneUser();

test('an approval whose request has run out is superseded, and approves nothing', async () => {
  await brought(request, requestFor(japan, 30 * minute));
  pass(31 * minute);
  await look();
  expect(await inZuora()).toEqual({ granted: [], pending: [] });
  // Somebody asks for it in Zuora.
  await setInZuora([], [japan]);
  pass(minute);
  expect(await brought(approve, approvalOf(japan))).toMatchObject({ outcome: 'superseded' });
  expect(await inZuora()).toEqual({ granted: [], pending: [japan] });
});
