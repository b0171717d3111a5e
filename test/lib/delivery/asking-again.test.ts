/** Access that an administrator has taken in Zuora, or whose request they have denied, stays so until somebody asks anew. */
import { describe, expect, test } from '@jest/globals';
import { seedEntity } from '../../../local/zuora/seed.ts';
import { minute, useOneUser } from './one-user.ts';
import { leaseTime } from './user-attempts.ts';
import { decide, request, revoke } from './user-events.ts';

const { germany, japan } = seedEntity;
const hour = 60 * minute;
const {
  now,
  pass,
  sweepFor,
  requestOf,
  endOf,
  decisionOn,
  removalFrom,
  brought,
  cutOff,
  servicesWith,
  look,
  story,
  inZuora,
  granted,
  writesSent,
  setInZuora,
} = useOneUser();

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

describe('the return after a suspension', () => {
  /** A rule gives the access, an administrator takes it, and the service sees that. Then the person is suspended. */
  async function takenAndSuspended(): Promise<void> {
    await brought(decide, decisionOn(1, false, [germany]));
    await sweepFor(hour);
    expect(await story()).toEqual(['request accepted', 'verify seen']);
    await setInZuora([]);
    await look();
    expect(await story()).toContain('removal seen');
    pass(minute);
    await brought(decide, decisionOn(2, true, [germany]));
    expect(await granted()).toEqual([]);
    pass(minute);
  }

  async function returned(): Promise<void> {
    pass(minute);
    await brought(decide, decisionOn(3, false, [germany]));
  }

  test('gives back what nobody took', async () => {
    await brought(decide, decisionOn(1, false, [germany]));
    pass(minute);
    await brought(decide, decisionOn(2, true, [germany]));
    expect(await granted()).toEqual([]);
    await returned();
    expect(await granted()).toEqual([germany]);
  });

  test('does not give back what an administrator has taken', async () => {
    await takenAndSuspended();
    await look();
    await returned();
    await look();
    expect(await granted()).toEqual([]);
    expect(await writesSent('request-access')).toBe(1);
  });

  test('gives what somebody has asked for meanwhile', async () => {
    await takenAndSuspended();
    await brought(request, requestOf([germany]));
    expect(await granted()).toEqual([]);
    await returned();
    expect(await granted()).toEqual([germany]);
  });

  test('does not give it back for the end of another reason meanwhile', async () => {
    await takenAndSuspended();
    await brought(revoke, endOf('T-2', germany));
    await returned();
    expect(await granted()).toEqual([]);
  });

  test('gives back what the suspension ended, though its attempt was cut off after an administrator gave the access again', async () => {
    await brought(decide, decisionOn(1, false, [germany]));
    await sweepFor(hour);
    await setInZuora([]);
    await look();
    await setInZuora([germany]);
    pass(minute);
    const suspension = decisionOn(2, true, [germany]);
    const record = await cutOff(suspension, decide);
    expect(await granted()).toEqual([]);
    pass(leaseTime);
    await brought(decide, suspension, record);
    await returned();
    expect(await granted()).toEqual([germany]);
  });

  test('gives what the rules grant, if the person left meanwhile, and the leaving comes late', async () => {
    await takenAndSuspended();
    const leftAt = now();
    pass(minute);
    await brought(decide, decisionOn(4, false, [germany], leftAt));
    expect(await granted()).toEqual([germany]);
  });

  test('gives what a rule grants again, after a time in which it did not', async () => {
    await takenAndSuspended();
    await brought(decide, decisionOn(3, true));
    pass(minute);
    await brought(decide, decisionOn(4, true, [germany]));
    pass(minute);
    await brought(decide, decisionOn(5, false, [germany]));
    expect(await granted()).toEqual([germany]);
  });

  test('gives what somebody has asked for since its end was ordered', async () => {
    await takenAndSuspended();
    await brought(revoke, removalFrom(germany));
    pass(minute);
    await brought(request, requestOf([germany]));
    await returned();
    expect(await granted()).toEqual([germany]);
  });
});
