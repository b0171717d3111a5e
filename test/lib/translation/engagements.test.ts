import { describe, expect, test } from '@jest/globals';
import { policy, revoking } from '../../../fuzz/fixtures/policies.ts';
import { bulk, user } from '../../../fuzz/fixtures/scim.ts';
import { plain, workday, workdayRow } from '../../../fuzz/fixtures/vendors.ts';
import { sentAt } from '../../../fuzz/outcomes.ts';
import { planMessage } from '../../../lib/translation/plan.ts';

const accessPolicy = policy({ on: revoking, timeZone: 'Europe/Berlin' });

/** For each change: what happened, and why nothing follows. */
function outcomes(content: unknown): string[] {
  return planMessage(accessPolicy, JSON.stringify(content), sentAt).changes.map((change) =>
    'line' in change
      ? [change.line.change ?? change.line.detail, change.line.reason].join(' ')
      : `${change.reading.change} counts`,
  );
}

const both = ['left new-engagement', 'joined counts'];
const neither = ['left counts', 'joined counts'];

function rows(leaves: object, joins: object, others: object = {}) {
  return workday(
    workdayRow('End Contingent Worker Contract', { Event_ID: 'e-1', ...leaves }),
    workdayRow('Hire Employee', { Event_ID: 'e-2', ...joins, ...others }),
  );
}

describe('the end of one engagement gives way to another that begins', () => {
  test.each<[when: string, leaves: string, joins: string]>([
    ['on the same day', '2026-12-01', '2026-12-01'],
    ['on the next day', '2026-11-30', '2026-12-01'],
    ['on the same day of the past', '2026-11-01', '2026-11-01'],
    ['at the same time', '2026-12-01T12:00:00Z', '2026-12-01T13:00:00+01:00'],
    ['during its last day', '2026-12-01', '2026-12-01T12:00:00+01:00'],
    // The clock changes in Berlin.
    ['after a day of 25 hours', '2026-10-25', '2026-10-26'],
  ])('%s', (_, Contract_End_Date, Hire_Date) => {
    expect(outcomes(rows({ Contract_End_Date }, { Hire_Date }))).toEqual(both);
  });

  test('in any order of the message', () => {
    const { Report_Entry } = rows({ Contract_End_Date: '2026-12-01' }, { Hire_Date: '2026-12-01' });
    expect(outcomes({ Report_Entry: Report_Entry.toReversed() })).toEqual(both.toReversed());
  });

  test('in the plain form', () => {
    const effectiveAt = '2026-12-01T00:00:00Z';
    const data = { user: { userName: 'ada@example.com' }, effectiveAt };
    expect(
      outcomes([
        plain('identity.user.left.v1', data, { id: '1' }),
        plain('identity.user.joined.v1', { ...data, user: { userName: 'Ada@Example.com' } }, { id: '2' }),
      ]),
    ).toEqual(both);
  });
});

describe('the end of an engagement counts', () => {
  test.each<[why: string, leaves: object, joins: object]>([
    ['two days before another', { Contract_End_Date: '2026-11-29' }, { Hire_Date: '2026-12-01' }],
    ['after the beginning of another', { Contract_End_Date: '2026-12-02' }, { Hire_Date: '2026-12-01' }],
    [
      'beside that of another person',
      { Contract_End_Date: '2026-12-01' },
      { Hire_Date: '2026-12-01', 'Email - Primary Work': 'grace@example.com' },
    ],
  ])('%s', (_, leaves, joins) => {
    expect(outcomes(rows(leaves, joins))).toEqual(neither);
  });

  test('if the engagement that begins on that day is the one that ends', () => {
    const date = '2026-12-01';
    const hiredFirst = { Completed_Date: '2026-11-20T09:30:00Z' };
    expect(outcomes(rows({ Contract_End_Date: date }, { Hire_Date: date }, hiredFirst))).toEqual(neither);
    const anotherNumber = { ...hiredFirst, Employee_ID: 'A-2' };
    expect(outcomes(rows({ Contract_End_Date: date }, { Hire_Date: date }, anotherNumber))).toEqual(both);
    expect(outcomes(rows({ Contract_End_Date: '2026-11-30' }, { Hire_Date: date }, hiredFirst))).toEqual(both);
  });

  test('if both are said of one account at one time, and the end comes last in the message', () => {
    const says = (type: string, user: object) => plain(`identity.user.${type}.v1`, { user }, { id: type });
    const [ada, first, second] = [{ userName: 'ada' }, { userName: 'ada', id: '1' }, { userName: 'ada', id: '2' }];
    for (const user of [ada, first]) {
      expect(outcomes([says('joined', user), says('left', user)])).toEqual(neither.toReversed());
      expect(outcomes([says('left', user), says('joined', user)])).toEqual(both);
    }
    expect(outcomes([says('joined', first), says('left', second)])).toEqual(both.toReversed());
  });

  test('if the other process is not finished', () => {
    const content = rows({ Contract_End_Date: '2026-12-01' }, { Hire_Date: '2026-12-01', Status: 'In Progress' });
    expect(outcomes(content)).toEqual(['left counts', ' not-successful']);
  });

  test('for another publisher', () => {
    const data = { user: { userName: 'ada@example.com' }, effectiveAt: '2026-12-01T00:00:00Z' };
    expect(
      outcomes([
        plain('identity.user.left.v1', data, { source: 'one' }),
        plain('identity.user.joined.v1', data, { source: 'other' }),
      ]),
    ).toEqual(neither);
  });

  test('in a source that knows accounts only, where the last request counts', () => {
    const created = { method: 'POST', path: '/Users', data: user({ userName: 'ada' }) };
    expect(outcomes(bulk(created, { method: 'DELETE', path: '/Users/ada' }))).not.toContain('left new-engagement');
  });
});
