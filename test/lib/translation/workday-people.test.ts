/** What the rows of Workday come to for one person, from the reports to the decisions. */
import { beforeEach, describe, expect, test } from '@jest/globals';
import { policy, revoking } from '../../../fuzz/fixtures/policies.ts';
import { workday, workdayRow } from '../../../fuzz/fixtures/vendors.ts';
import { Translation } from './translation.ts';
import { useAwsParts } from './use-aws-parts.ts';

const parts = useAwsParts();

let translation: Translation;
beforeEach(async () => {
  translation = await Translation.create(parts);
});

const by = policy({ rules: [{ id: 'billing', when: { department: ['Billing'] }, grant: ['france'] }], on: revoking });

const row = (process: string, Completed_Date: string | undefined, columns: object = {}) =>
  workdayRow(process, { Event_ID: process, Completed_Date, Department: 'Billing', ...columns });
const report = (...rows: object[]) => translation.deliver(workday(...rows), { by });

// Far enough ahead for the Scheduler, which uses the machine's clock.
function goTo(time: string): void {
  translation.clock.advance(Date.parse(time) - translation.clock.now());
}

/** Takes the decisions off their queue, and tells the last one. */
async function access(): Promise<string> {
  const { hasLeft, isSuspended, assignments } = (await translation.decided()).at(-1) ?? {};
  return hasLeft ? 'left' : isSuspended ? 'suspended' : (assignments ?? ['nothing']).join();
}

describe('a hire on the day after the end of a contract, in two messages', () => {
  const end = row('End Contingent Worker Contract', '2026-11-19T09:00:00Z', { Contract_End_Date: '2056-12-31' });
  const hire = row('Hire Employee', '2026-11-20T09:00:00Z', { Hire_Date: '2057-01-01' });

  test.each([
    ['in order', [end, hire]],
    ['the hire first', [hire, end]],
  ])('gives the access of the employee: %s', async (_, rows) => {
    for (const one of rows) expect(await report(one)).toEqual(['translated announced']);
    goTo('2057-01-01T00:01:00.000Z');
    for (const _one of rows) await translation.wake({ by });
    expect(await access()).toBe('france');
  });
});

test('who is terminated on the day of the hire, in one report, has left', async () => {
  goTo('2056-11-03T09:00:00Z');
  const hire = row('Hire Employee', '2056-10-20T09:00:00Z', { Hire_Date: '2056-11-02' });
  const end = row('Terminate Employee', '2056-11-02T15:00:00Z', { Termination_Date: '2056-11-02' });
  await report(hire, end);
  expect(await access()).toBe('left');
});

describe('a report without the times of completion', () => {
  const hire = row('Hire Employee', undefined, { Hire_Date: '2055-03-01' });
  const end = row('Terminate Employee', undefined, { Termination_Date: '2056-01-31' });
  const rehire = row('Rehire', undefined, { Hire_Date: '2056-03-01' });

  test.each([
    ['a rehire counts after the termination before it', [end, rehire], 'france'],
    ['a termination counts after the hire before it', [end, hire], 'left'],
  ])('orders its rows by their dates: %s', async (_, rows, expected) => {
    goTo('2056-11-03T09:00:00Z');
    await report(...rows);
    expect(await access()).toBe(expected);
    goTo('2056-11-04T09:00:00Z');
    await report(...rows.toReversed());
    expect(await access()).toBe(expected);
  });

  test('gives nothing back by a rescission that comes again at each poll', async () => {
    goTo('2056-11-03T09:00:00Z');
    await report(end, row('Rescind Termination', undefined));
    expect(await access()).toBe('left');
  });
});

describe('a termination that has taken effect', () => {
  beforeEach(async () => {
    goTo('2056-11-01T09:00:00Z');
    await report(row('Hire Employee', '2056-10-01T09:00:00Z'));
    await report(row('Terminate Employee', '2056-10-25T09:00:00Z', { Termination_Date: '2056-10-25' }));
    expect(await access()).toBe('left');
  });

  test.each([['Rescind Termination'], ['Terminate Employee (Rescinded)'], ['Extend Contract']])(
    'is over by %s: the person is active again',
    async (process) => {
      goTo('2056-11-05T10:00:00Z');
      await report(row(process, '2056-11-05T09:00:00Z'));
      expect(await access()).toBe('france');
    },
  );

  test('is over on the day on which it was said, where the report tells no time', async () => {
    goTo('2056-11-05T10:00:00Z');
    await report(row('Terminate Employee', '2056-11-05', { Termination_Date: '2056-11-04' }));
    goTo('2056-11-05T15:00:00Z');
    await report(row('Rescind Termination', '2056-11-05'));
    expect(await access()).toBe('france');
  });
});
