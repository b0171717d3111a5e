import { randomUUID } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { LinkedAccounts } from '../../../lib/account/linked-accounts.ts';
import { seedEntity } from '../../../local/zuora/seed.ts';
import { minute, useOneUser } from './one-user.ts';
import { request } from './user-events.ts';

const { germany, france } = seedEntity;
const { deliveries, pass, requestOf, brought, look, sweepFor, granted } = useOneUser();

test('access ends, though its entity opened again while a look was under way', async () => {
  await brought(request, requestOf([germany], { lasts: 10 * minute }));
  await brought(request, requestOf([france], { assignment: 'T-2', lasts: 12 * minute }));
  pass(10 * minute);
  await deliveries().access.sandbox('POST', 'faults', {
    ...{ match: { method: 'PUT', path: '/v1/users/*/deny-access' }, times: 1, fault: { reset: true } },
  });
  await look();
  expect(await granted()).toEqual([germany]);

  // The entity is closed for 130 seconds. The end of the other access comes before.
  pass(129_000);
  const { access, dynamodb } = deliveries();
  const { settings, clock } = access;
  class SlowAccounts extends LinkedAccounts {
    override release(...args: Parameters<LinkedAccounts['release']>): Promise<boolean> {
      pass(5000);
      return super.release(...args);
    }
  }
  await look({ accounts: new SlowAccounts(dynamodb, settings, clock.now, randomUUID) });
  await sweepFor(60 * minute);
  expect(await granted()).toEqual([]);
});
