import { describe, expect, test } from '@jest/globals';
import { workday, workdayRow } from '../../../fuzz/fixtures/vendors.ts';
import { lines, people, sentAt } from '../../../fuzz/outcomes.ts';
import type { Conventions } from '../../../lib/identity/conventions.ts';
import { type IdentityEvent, readIdentityEvents } from '../../../lib/identity/read-events.ts';

function read(row: object, conventions: Conventions = {}, at = sentAt): readonly IdentityEvent[] {
  return readIdentityEvents(JSON.stringify(workday(row)), at, conventions);
}

function outcomesOf(process: string, changes: object = {}, conventions: Conventions = {}): string[] {
  return lines(read(workdayRow(process, changes), conventions)).map((line) => line.replace(' ada@example.com', ''));
}

describe('a process is', () => {
  test.each<[outcome: string, ...processes: string[]]>([
    [
      'left',
      'Terminate Employee',
      'TERMINATE EMPLOYEE: Ada Lovelace',
      'Termination',
      'Involuntary Termination',
      'Terminate Contingent Worker',
      'Terminate Employee (Default Definition)',
      'Terminate Employee for Example Ltd. (GB)',
      'Employee Termination Event',
      'End Contingent Worker Contract',
      'End Contract',
      'End of Contract',
      'Offboard Contractor',
      'Separate Employee',
      'Terminate Employee (Involuntary)',
      'Termination - Voluntary',
      'Termination (Retirement)',
      'Mass Termination',
      'Termination of Employment',
    ],
    [
      'joined',
      'Hire',
      'Hire Employee',
      'New Hire',
      'Re-Hire Employee: Ada Terminate-End',
      'Contract Contingent Worker',
      'Contract_Contingent_Worker',
      'Add Additional Job',
    ],
    ['changed', 'Change Job', 'Transfer Employee', 'Promote Employee', 'Change Organization Assignments', 'Data Edit'],
    ['changed', 'End International Assignment', 'End Additional Job', 'Change Reason of Termination'],
    ['withdrawn left, changed', 'Extend Contingent Worker Contract', 'Contract Extension', 'Renew Contract'],
    [
      'withdrawn left, changed',
      'Rescind Termination',
      'Terminate Employee (Rescinded)',
      'Cancel End Contract',
      'Reverse Termination of Employee',
    ],
    [
      'withdrawn joined, left',
      'No Show',
      'No-Show: Ada Lovelace',
      'Report No Show',
      'Hire No Show',
      'Rescind Hire',
      'Rescinded Hire',
      'Hire Employee (Rescinded)',
      'Rescind Contract Contingent Worker',
    ],
    [
      'ignored other-type',
      'Complete Termination Questionnaire',
      'Termination Checklist',
      'Exit Interview',
      'To Do: Terminate Employee',
      'To Do - End Contract',
      'Termination Letter',
      'Submit Resignation',
    ],
    // The person may have left, or begun: an operator has to look.
    [
      'unresolvable no-change',
      'Terminate US Employee',
      'Terminate Employee - Ada Lovelace',
      'End Contract - Ada Lovelace',
      'End Contract – Ada Lovelace',
      'Retiring Worker',
      'New Hires',
      'Hiring Decision',
      'Review Termination Risk',
      'Terminate Network Access',
      'Propose Termination',
      'Separation of Duties Review',
      'Hire-Purchase Agreement',
    ],
    [
      'ignored unknown-process',
      'Extermination Order',
      'Determination of Pay',
      'End Probation',
      'Weekend Contract',
      'Supplier Contract',
      'Contract',
      'End',
      '離職',
    ],
  ])('%s: %s, …', (expected, ...processes) => {
    for (const process of processes) expect([process, outcomesOf(process).join(', ')]).toEqual([process, expected]);
  });

  test.each([
    'Sever Ties: Ada Lovelace',
    'Sever Ties - Ada Lovelace',
    'Sever Ties – Ada Lovelace',
    'Sever Ties — Ada Lovelace',
    'Sever Ties (Ada Lovelace)',
  ])('named in the outcome if it is unknown, without its worker: %s', (process) => {
    const [event] = read(workdayRow(process));
    expect(event).toMatchObject({ readings: [{ kind: 'ignored', reason: 'unknown-process', detail: 'Sever Ties' }] });
  });

  test('what the policy says, before any other meaning', () => {
    const workday = {
      leaver: ['Sever Ties', '離職'],
      joiner: ['welcome aboard'],
      mover: ['Desk Move'],
      ignored: ['Termination', 'Pay Slip'],
    };
    const said = [
      'sever  ties: Ada',
      '離職',
      'Welcome Aboard',
      'Desk Move',
      'Termination',
      'Pay Slip',
      'Sever Ties Survey',
    ];
    expect(said.map((process) => outcomesOf(process, {}, { workday }).join())).toEqual([
      'left',
      'left',
      'joined',
      'changed',
      'ignored other-type',
      'ignored other-type',
      'ignored other-type',
    ]);
    const dated = read(workdayRow('Sever Ties', { Last_Day_of_Work: '2026-12-31' }), { workday });
    expect(people(dated)).toMatchObject([{ change: 'left', effectiveAt: '2026-12-31T23:59:59.999Z' }]);
  });
});

describe('a moved date', () => {
  const moved = (process: string, changes: object) => people(read(workdayRow(process, changes)));

  test.each([
    ['Change Termination Date', { Termination_Date: '2027-03-31' }, 'left', '2027-03-31T23:59:59.999Z'],
    ['Update Contract End Date', { Contract_End_Date: '2027-03-31' }, 'left', '2027-03-31T23:59:59.999Z'],
    [
      'Change Last Day of Work',
      { Effective_Date: '2026-11-21', Last_Day_of_Work: '2027-03-31' },
      'left',
      '2027-03-31T23:59:59.999Z',
    ],
    ['Correct Termination', { Effective_Date: '2027-03-31' }, 'left', '2027-03-31T23:59:59.999Z'],
    ['Termination Date Change', { Termination_Date: '2027-03-31' }, 'left', '2027-03-31T23:59:59.999Z'],
    ['Change Hire Date', { Hire_Date: '2027-02-01' }, 'joined', '2027-02-01T00:00:00.000Z'],
    ['Correct Hire', { Hire_Date: '2027-02-01' }, 'joined', '2027-02-01T00:00:00.000Z'],
  ])('%s %j', (process, columns, change, effectiveAt) => {
    expect(moved(process, columns)).toMatchObject([{ change, effectiveAt }]);
  });

  test('that is missing leaves the event unresolvable', () => {
    for (const process of ['Change Termination Date', 'Correct Hire', 'Change Contract Start Date']) {
      expect(outcomesOf(process)).toEqual(['unresolvable no-date']);
    }
  });
});

describe('a date without a time', () => {
  const effectiveAt = (row: object, timeZone: string) => people(read(row, { timeZone }))[0]?.effectiveAt;
  const leaver = (changes: object) => workdayRow('Terminate Employee', changes);

  test.each([
    ['UTC', '2026-12-31T23:59:59.999Z'],
    ['Europe/Berlin', '2026-12-31T22:59:59.999Z'],
    ['America/New_York', '2027-01-01T04:59:59.999Z'],
  ])('lasts for a leaver until its end in %s', (zone, end) => {
    for (const name of ['Termination_Date', 'Last_Day_of_Work', 'Contract_End_Date', 'Effective_Date']) {
      expect(effectiveAt(leaver({ [name]: '2026-12-31' }), zone)).toBe(end);
    }
  });

  test('begins for a joiner with its start', () => {
    expect(effectiveAt(workdayRow('Hire', { Hire_Date: '2026-12-01' }), 'Europe/Berlin')).toBe(
      '2026-11-30T23:00:00.000Z',
    );
    expect(effectiveAt(workdayRow('Transfer', { Effective_Date: '2026-12-01' }), 'Asia/Tokyo')).toBe(
      '2026-11-30T15:00:00.000Z',
    );
  });

  test('of today keeps a leaver until the evening', () => {
    const today = leaver({ Completed_Date: '2026-11-21T08:00:00Z', Termination_Date: '2026-11-21' });
    expect(effectiveAt(today, 'Europe/Berlin')).toBe('2026-11-21T22:59:59.999Z');
    // There the day is over.
    expect(effectiveAt(leaver({ Termination_Date: '2026-11-20' }), 'Pacific/Kiritimati')).toBeUndefined();
  });

  test('that is a time says when', () => {
    expect(effectiveAt(leaver({ Termination_Date: '2026-12-31T12:00:00+01:00' }), 'Asia/Tokyo')).toBe(
      '2026-12-31T11:00:00.000Z',
    );
  });

  test('says when the process was completed, in the same zone', () => {
    const timeOf = (process: string, zone: string) =>
      people(read(workdayRow(process, { Completed_Date: '2026-11-20' }), { timeZone: zone }))[0]?.time;
    expect(timeOf('Terminate Employee', 'Europe/Berlin')).toBe('2026-11-20T22:59:59.999Z');
    expect(timeOf('Hire', 'Europe/Berlin')).toBe('2026-11-19T23:00:00.000Z');
  });

  test('is the same announcement in every zone, so that a cancelled one does not come back', () => {
    const announcements = ['UTC', 'Asia/Tokyo'].map(
      (timeZone) => people(read(leaver({ Termination_Date: '2026-12-31' }), { timeZone }))[0]?.announcement,
    );
    expect(announcements).toEqual(['2026-12-31T00:00:00.000Z event-1', '2026-12-31T00:00:00.000Z event-1']);
  });
});

describe('a column', () => {
  test('may hold a list of one value, or a reference in a list', () => {
    const row = workdayRow('Hire', {
      Business_Process_Type: [{ Descriptor: 'Terminate Employee', ID: 'p-1' }],
      Termination_Date: ['2026-12-31'],
    });
    expect(people(read(row))).toMatchObject([{ change: 'left', effectiveAt: '2026-12-31T23:59:59.999Z' }]);
  });

  test.each([
    ['Termination_Date', { Termination_Date: { when: '2026-12-31' } }],
    ['Termination_Date', { Termination_Date: ['2026-12-31', '2027-12-31'] }],
    ['Last_Day_of_Work', { Last_Day_of_Work: 'next Friday' }],
    ['Termination_Date', { Termination_Date: '2026-02-30' }],
    ['Status', { Status: { is: 'In Progress' } }],
  ])('%s that cannot be read makes a dead letter that names it: %j', (column, changes) => {
    expect(read(workdayRow('Terminate Employee', changes))).toMatchObject([
      { error: { reason: 'invalid-event', message: expect.stringMatching(`^${column}: `) } },
    ]);
  });
});
