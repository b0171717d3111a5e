/** Access that an administrator has taken in Zuora, or whose request they have denied, stays so until somebody asks anew. */
import { describe, expect, test } from '@jest/globals';
import { seedEntity } from '../../../local/zuora/seed.ts';
import { minute, useOneUser } from './one-user.ts';
import { request, revoke } from './user-events.ts';

const { germany, japan } = seedEntity;
const { pass, requestOf, endOf, brought, servicesWith, look, story, inZuora, granted, writesSent, setInZuora } =
  useOneUser();

/** One user has the access for two reasons. */
async function requestedTwice(entityId: string): Promise<void> {
  await brought(request, requestOf([entityId], { assignment: 'T-1' }));
  pass(1000);
  await brought(request, requestOf([entityId], { assignment: 'T-2' }));
}

describe('the end of one of two assignments', () => {
  test('does not ask again for access that an administrator has taken', async () => {
    await requestedTwice(germany);
    expect(await granted()).toEqual([germany]);
    pass(minute);
    await setInZuora([]);
    await look();
    expect(await story()).toContain('removal seen');
    const before = await writesSent('request-access');
    pass(minute);
    await brought(revoke, endOf('T-2', germany));
    expect(await granted()).toEqual([]);
    expect(await writesSent('request-access')).toBe(before);
  });

  test('does not ask again for a request that an administrator has denied, where requests are approved since', async () => {
    await requestedTwice(japan);
    expect(await inZuora()).toEqual({ granted: [], pending: [japan] });
    const before = await writesSent('request-access');
    await setInZuora([]);
    const automatic = servicesWith({ automaticEntityIds: [japan] });
    for (let times = 0; times < 2; times += 1) {
      pass(10 * minute);
      await look(automatic);
    }
    pass(minute);
    await brought(revoke, endOf('T-2', japan));
    await look(automatic);
    expect(await inZuora()).toEqual({ granted: [], pending: [] });
    expect(await writesSent('request-access')).toBe(before);
  });
});
