/**
 * Workday, through a report as a service: the columns of a custom report, whose names each tenant chooses. What makes a
 * row an event is a column with the business process.
 *
 * https://doc.workday.com/adoption-and-integration/en-us/integrations/web-services/reports-as-a-service
 */
import { firstText, isObject, type Json, list, object } from '../../json.ts';
import { personFrom } from '../attributes.ts';
import { happened } from '../happening.ts';
import { type Change, ignored, type Reading } from '../reading.ts';
import type { Source } from '../source.ts';
import type { Context } from '../transport.ts';

/** Columns, by what they hold; compared without case, blanks and underscores. */
const columns = {
  process: ['eventname', 'event', 'eventtype', 'businessprocess', 'businessprocesstype', 'transactiontype'],
  status: ['status', 'eventstatus', 'businessprocessstatus', 'transactionstatus'],
  id: ['eventid', 'eventwid', 'transactionid', 'businessprocesswid'],
  time: ['eventtime', 'completeddate', 'completedon', 'completiondate', 'entrymoment', 'timestamp'],
  effective: ['effectivedate', 'terminationdate', 'hiredate', 'startdate', 'lastdayofwork'],
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

/** First match wins. */
const processes: readonly { readonly name: RegExp; readonly change: Change | undefined }[] = [
  // Takes back what was to happen.
  { name: /rescind|cancel|correct|no show/i, change: undefined },
  { name: /terminat|offboard|separat|end (contingent|contract)|resign/i, change: 'left' },
  { name: /hire|onboard|contract contingent|add additional job/i, change: 'joined' },
  { name: /change|transfer|promot|demot|move|reorgani|assign|lateral|data edit/i, change: 'changed' },
];

/** What is still on its way, or came to nothing. */
const unfinished = /progress|initiated|pending|draft|saved|denied|cancel|rescind/i;

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
  const name = row('process') ?? '';
  const process = processes.find((one) => one.name.test(name));
  if (process === undefined) return ignored('other-type');
  if (process.change === undefined || unfinished.test(row('status') ?? '')) return ignored('not-successful');
  return happened(event, context, {
    change: process.change,
    // Who initiated the process, and who is the manager, is in columns that are not read.
    person: personFrom(Object.fromEntries(attributes.map((column) => [column, row(column)]))),
    id: row('id'),
    time: row('time'),
    effectiveAt: row('effective'),
  });
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
