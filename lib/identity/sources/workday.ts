/**
 * Workday, through a report as a service: the columns of a custom report, whose names each tenant chooses. What makes a
 * row an event is a column with the business process.
 *
 * https://doc.workday.com/adoption-and-integration/en-us/integrations/web-services/reports-as-a-service
 */
import { BadEvent } from '../../errors.ts';
import { firstText, isObject, type Json, list, object } from '../../json.ts';
import { personFrom } from '../attributes.ts';
import { readingOf } from '../identity-change.ts';
import { moment } from '../moment.ts';
import { type ChangeKind, ignored, type Reading } from '../reading.ts';
import type { Source } from '../source.ts';
import type { Context } from '../transport.ts';

/** Columns, by what they hold; compared without case, blanks and underscores. */
const columns = {
  process: ['eventname', 'event', 'eventtype', 'businessprocess', 'businessprocesstype', 'transactiontype'],
  status: ['status', 'eventstatus', 'businessprocessstatus', 'transactionstatus'],
  id: ['eventid', 'eventwid', 'transactionid', 'businessprocesswid'],
  time: ['eventtime', 'completeddate', 'completedon', 'completiondate', 'entrymoment', 'timestamp'],
  effective: ['effectivedate'],
  begins: ['hiredate', 'startdate', 'contractstartdate'],
  ends: ['terminationdate', 'contractenddate', 'lastdayofwork', 'enddate'],
  userName: ['username', 'workusername', 'workdayaccount', 'workdayusername', 'useraccount'],
  email: ['workeremail', 'email', 'emailaddress', 'workemail', 'primaryworkemail', 'emailprimarywork'],
  employeeNumber: ['workerid', 'employeeid', 'employeenumber'],
  displayName: ['worker', 'workername', 'fullname', 'legalname', 'preferredname'],
  department: ['department', 'supervisoryorg', 'supervisoryorganization'],
  costCenter: ['costcenter'],
  company: ['company'],
  country: ['country', 'locationcountry', 'workcountry'],
  location: ['location', 'worklocation'],
  title: ['jobtitle', 'businesstitle', 'position'],
  userType: ['workertype', 'employeetype'],
} as const;

type Column = keyof typeof columns;

/** The columns that say who it is. */
const attributes: readonly Column[] = [
  'userName',
  'email',
  'employeeNumber',
  'displayName',
  'department',
  'costCenter',
  'company',
  'country',
  'location',
  'title',
  'userType',
];

interface Process {
  readonly name: RegExp;
  readonly change: ChangeKind | undefined;
  /** The columns with the date from which on it holds: a leaver's row has the day of the hire as well. */
  readonly dates?: readonly Column[];
}

/** First match wins. A resignation is not among them: it leads to a termination, which has the date. */
const processes: readonly Process[] = [
  // Takes back what was to happen.
  { name: /rescind|cancel|correct|no show/i, change: undefined },
  { name: /terminat|offboard|separat|end (contingent|contract)/i, change: 'left', dates: ['effective', 'ends'] },
  { name: /change|transfer|promot|demot|\bmove|reorgani|\bassign|lateral|data edit/i, change: 'changed' },
  { name: /hire|onboard|contract contingent|add additional job/i, change: 'joined', dates: ['effective', 'begins'] },
];

/** What is still on its way, or came to nothing. */
const unfinished =
  /progress|in process|initiated|submitted|pending|await|draft|saved|sent back|returned|on hold|not (started|completed)|incomplete|denied|reject|cancel|withdrawn|rescind|error|fail/i;

export const workday: Source = {
  name: 'workday',

  recognises({ Report_Entry }) {
    // A row without an event is a row of a roster, of which nobody knows what happened.
    return Array.isArray(Report_Entry) && Report_Entry.every((row) => rowOf(row)('process') !== undefined);
  },

  read(event, context) {
    return list(event['Report_Entry']).map((row) => readRow(event, rowOf(row), context));
  },
};

function readRow(event: Json, row: Row, context: Context): Reading {
  // What stands behind a colon is the worker's name.
  const [name = ''] = (row('process') ?? '').split(':');
  const process = processes.find((one) => one.name.test(name));
  if (process === undefined) return ignored('other-type');
  const { change, dates = ['effective'] } = process;
  if (change === undefined || unfinished.test(row('status') ?? '')) return ignored('not-successful');
  return readingOf(event, context, {
    change,
    // Who initiated the process, and who is the manager, is in columns that are not read.
    person: personFrom(Object.fromEntries(attributes.map((column) => [column, row(column)]))),
    id: row('id'),
    time: row('time'),
    isPolled: true,
    effectiveAt: dateOf(dates.map(row)),
  });
}

/** @throws BadEvent for what is no date, since nothing may happen ahead of its day */
function dateOf(dates: readonly (string | undefined)[]): string | undefined {
  const date = firstText(...dates);
  if (date === undefined || moment(date) !== undefined) return date;
  throw new BadEvent('invalid-event', 'Report_Entry: the date of effect must be written as in 2026-12-31');
}

type Row = (column: Column) => string | undefined;

/** A column holds a text, or the reference with a descriptor that Workday makes of an object. */
function rowOf(row: unknown): Row {
  const values = new Map(
    Object.entries(object(row)).map(([name, value]) => [
      name.replaceAll(/[^a-z0-9]/gi, '').toLowerCase(),
      isObject(value) ? (value['Descriptor'] ?? value['descriptor']) : value,
    ]),
  );
  return (column) => firstText(...columns[column].map((name) => values.get(name)));
}
