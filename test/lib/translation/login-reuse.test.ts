/** Logins that another account takes over: rehires, new owners after a leaver, and conflicts. */
import { beforeEach, describe, expect, test } from '@jest/globals';
import { policy, revoking } from '../../../fuzz/fixtures/policies.ts';
import { plain, workday, workdayRow } from '../../../fuzz/fixtures/vendors.ts';
import { loginKey } from '../../../lib/people/owner-key.ts';
import { PeopleTable } from '../../../lib/people/people-table.ts';
import { withCrash } from './crash.ts';
import { ada, billing, inBilling, knownPeople } from './known-people.ts';
import { day, minute, Translation } from './translation.ts';
import { useAwsParts } from './use-aws-parts.ts';

const parts = useAwsParts();

let translation: Translation;
beforeEach(async () => {
  translation = await Translation.create(parts);
});

const { joins, changes, leaves } = knownPeople(() => translation);

describe('a conflict of one person', () => {
  const bob = { id: 'u-2', userName: 'bob@example.com' };

  test('holds up nobody else of the message', async () => {
    await translation.deliver(joins(inBilling));
    await translation.deliver(joins({ ...bob, department: 'Billing' }));
    await translation.decided();
    const batch = [joins({ ...inBilling, id: 'u-3' }), leaves(bob)];
    expect(await translation.deliver(batch)).toEqual(['translated', 'retry login-conflict']);
    expect(await translation.decided()).toMatchObject([{ username: 'bob@example.com', hasLeft: true }]);
    await translation.deliver(leaves(ada));
    expect(await translation.deliver(batch)).toEqual(['translated', 'ignored no-change']);
  });

  test('holds back nothing from the logins that are theirs, and no leaving', async () => {
    const inSales = { id: 'u-1', userName: 'bob@example.com', department: 'Sales' };
    await translation.deliver(joins(inBilling));
    await translation.deliver(joins(bob));
    await translation.decided();
    expect(await translation.deliver(changes(inSales))).toEqual(['translated', 'retry login-conflict']);
    expect(await translation.decided()).toMatchObject([
      { username: 'ada@example.com', assignments: [], ended: billing },
    ]);
    expect(await translation.deliver(leaves({ id: 'u-1' }))).toEqual(['translated']);
    expect(await translation.decided()).toMatchObject([{ username: 'ada@example.com', hasLeft: true }]);
  });
});

describe('a contractor who is hired under another id', () => {
  const inZone = { by: policy({ on: revoking, timeZone: 'Europe/Berlin' }) };
  const contractor = { Worker: { ID: 'c-1' }, Employee_ID: 'C-1', Department: 'Billing' };
  const hired = { Department: 'Finance', Event_ID: 'hire' };
  const rows = (end: object, hire: object) =>
    workday(
      workdayRow('End Contingent Worker Contract', { ...contractor, Event_ID: 'end', ...end }),
      workdayRow('Hire Employee', { ...hired, ...hire }),
    );

  beforeEach(async () => {
    const Completed_Date = '2026-11-01T09:30:00+01:00';
    const contract = workdayRow('Contract Contingent Worker', { ...contractor, Completed_Date });
    await translation.deliver(workday(contract), inZone);
    await translation.decided();
  });

  const leavesLater = async () => {
    translation.clock.advance(minute);
    const Completed_Date = new Date(translation.clock.now()).toISOString();
    const end = workdayRow('Terminate Employee', { ...hired, Event_ID: 'later', Completed_Date });
    expect(await translation.deliver(workday(end), inZone)).toEqual(['translated']);
    expect(await translation.decided()).toMatchObject([{ hasLeft: true }]);
  };

  test('keeps access, until the new engagement ends', async () => {
    expect(await translation.deliver(rows({}, {}), inZone)).toEqual(['ignored new-engagement', 'ignored no-change']);
    expect(await translation.decided()).toMatchObject([{ hasLeft: false, assignments: billing }]);
    await leavesLater();
  });

  test('keeps access on an announced date', async () => {
    const announced = rows({ Contract_End_Date: '2026-12-01' }, { Hire_Date: '2026-12-01' });
    expect(await translation.deliver(announced, inZone)).toEqual(['ignored new-engagement', 'translated announced']);
    translation.clock.advance(20 * day);
    expect(await translation.wake(inZone)).toContain('ignored no-change');
    expect((await translation.decided()).at(-1)).toMatchObject({ hasLeft: false, assignments: billing });
    await leavesLater();
  });
});

describe('a login that changes hands', () => {
  const other = { ...inBilling, id: 'u-2' };

  test('is a rehire under another id: the person has access again', async () => {
    await translation.deliver(joins(inBilling));
    await translation.deliver(leaves(ada));
    await translation.decided();
    expect(await translation.deliver(joins(other))).toEqual(['translated']);
    expect(await translation.decided()).toMatchObject([{ hasLeft: false, assignments: billing }]);
  });

  test('is not ended when the account of the leaver is purged later', async () => {
    await translation.deliver(joins(inBilling));
    await translation.deliver(leaves(ada));
    await translation.deliver(joins(other));
    await translation.decided();
    for (const purged of [ada, { id: 'u-1' }]) {
      expect(await translation.deliver(leaves(purged))).toEqual(['ignored no-change']);
    }
    expect((await translation.decided()).map(({ hasLeft, assignments }) => [hasLeft, assignments])).toEqual([
      [false, billing],
      [false, billing],
    ]);
    await translation.deliver(leaves({ id: 'u-2' }));
    expect(await translation.decided()).toMatchObject([{ hasLeft: true }]);
  });

  test('ends what the person before had, though their leaving is only reported', async () => {
    const by = policy({ on: { left: 'report' } });
    await translation.deliver(joins(inBilling), { by });
    await translation.deliver(changes({ ...ada, userName: 'countess@example.com' }), { by });
    await translation.deliver(leaves({ id: 'u-1' }), { by });
    const leftAt = new Date(translation.clock.now()).toISOString();
    await translation.decided();
    expect(await translation.deliver(joins(other), { by })).toEqual(['translated']);
    expect(await translation.decided()).toMatchObject([
      { generation: 2, hasLeft: false, leftAt, assignments: billing },
    ]);
  });

  test.each([false, true])('ends it too after a crash at any effect (after the effect: %s)', async (after) => {
    const by = policy({ on: { left: 'report' } });
    for (let number = 0; ; number++) {
      translation = await Translation.create(parts);
      await translation.deliver(joins(inBilling), { by });
      await translation.deliver(changes({ ...ada, userName: 'countess@example.com' }), { by });
      await translation.deliver(leaves({ id: 'u-1' }), { by });
      const leftAt = new Date(translation.clock.now()).toISOString();
      await translation.decided();
      const hire = joins(other);
      const isCrashed = await withCrash(parts, number, after, async () => {
        for (const _try of [1, 2]) {
          await translation.deliver(hire, { by });
          translation.clock.advance(3 * minute);
        }
      });
      expect((await translation.decided()).at(-1)).toMatchObject({ username: 'ada@example.com', leftAt });
      if (isCrashed) continue;
      expect(number).toBeGreaterThan(3);
      break;
    }
  });

  test('is in conflict while both accounts of one source are active', async () => {
    await translation.deliver(joins(inBilling));
    await translation.decided();
    expect(await translation.deliver(joins(other))).toEqual(['retry login-conflict']);
    expect(await translation.decided()).toEqual([]);
    await translation.deliver(leaves(ada));
    expect(await translation.deliver(joins(other))).toEqual(['translated']);
  });

  test('stays that of somebody who is suspended, and is back', async () => {
    await translation.deliver(joins(inBilling));
    await translation.deliver(changes({ ...ada, active: false }));
    await translation.deliver(joins({ id: 'u-2', userName: 'bob@example.com', department: 'Sales' }));
    const takes = changes({ id: 'u-2', userName: 'ada@example.com' });
    expect(await translation.deliver(takes)).toEqual(['translated', 'retry login-conflict']);
    await translation.decided();
    expect(await translation.deliver(changes({ ...ada, active: true }))).toEqual(['translated']);
    expect(await translation.decided()).toMatchObject([
      { username: 'ada@example.com', generation: 1, isSuspended: false, assignments: billing },
    ]);
    await translation.deliver(leaves(ada));
    await translation.decided();
    expect(await translation.deliver(takes)).toEqual(['ignored no-change']);
    expect(await translation.decided()).toMatchObject([
      { username: 'bob@example.com' },
      { username: 'ada@example.com', generation: 2 },
    ]);
  });

  test.each([[[]], [['retry login-conflict']]])(
    'has a new generation for somebody who takes it from a leaver who was renamed, after %j',
    async (before) => {
      await translation.deliver(joins(inBilling));
      await translation.deliver(changes({ ...ada, userName: 'countess@example.com' }));
      for (const outcome of before) expect(await translation.deliver(joins(other))).toEqual([outcome]);
      await translation.deliver(leaves({ id: 'u-1' }));
      await translation.decided();
      expect(await translation.deliver(joins(other))).toEqual(['translated']);
      expect(await translation.decided()).toMatchObject([
        { username: 'ada@example.com', generation: 2, hasLeft: false, assignments: billing },
      ]);
    },
  );

  test('stays that of somebody for whom another delivery claimed it meanwhile, and stored nothing', async () => {
    await translation.deliver(joins(inBilling));
    const people = new PeopleTable(parts.dynamodb, translation.settings, translation.clock.now);
    const key = loginKey('ada@example.com');
    const owner = (await people.owners([key])).get(key);
    expect(await people.claim(key, owner?.person ?? '', owner)).toBe(2);
    await translation.decided();
    expect(await translation.deliver(changes({ ...inBilling, department: 'Sales' }))).toEqual(['translated']);
    expect(await translation.decided()).toMatchObject([{ username: 'ada@example.com', generation: 3, revision: 2 }]);
  });

  test('is that of the present account in an event without an id', async () => {
    await translation.deliver(joins(inBilling));
    await translation.deliver(leaves(ada));
    await translation.deliver(joins(other));
    await translation.decided();
    const late = { id: 'late', time: '2026-11-21T09:31:30.000Z' };
    const before = plain('identity.user.left.v1', { user: { userName: 'ada@example.com' } }, late);
    expect(await translation.deliver(before)).toEqual(['ignored no-change']);
    expect(await translation.deliver(leaves({ userName: 'ada@example.com' }))).toEqual(['translated']);
    expect((await translation.decided()).at(-1)).toMatchObject({ hasLeft: true });
  });

  describe('from a leaver who was renamed', () => {
    beforeEach(async () => {
      await translation.deliver(joins(inBilling));
      await translation.deliver(changes({ ...ada, userName: 'countess@example.com' }));
      await translation.deliver(leaves({ id: 'u-1' }));
      await translation.decided();
    });

    test('frees somebody to whom rules give nothing of the leaving', async () => {
      await translation.deliver(joins({ ...other, department: 'Sales' }));
      expect(await translation.decided()).toMatchObject([{ generation: 2, revision: 1, hasLeft: false }]);
    });

    test('may come back to them, as of a new generation', async () => {
      await translation.deliver(joins(other));
      expect(await translation.deliver(joins(inBilling))).toEqual(['translated', 'retry login-conflict']);
      await translation.deliver(leaves({ id: 'u-2' }));
      await translation.decided();
      await translation.deliver(joins(inBilling));
      expect(await translation.decided()).toContainEqual(
        expect.objectContaining({ username: 'ada@example.com', generation: 3, assignments: billing }),
      );
    });
  });
});
