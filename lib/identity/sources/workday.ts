/**
 * Workday, through a custom report (Reports as a Service). Each tenant chooses the names of the columns. A row is an event
 * if one of its columns holds a business process.
 *
 * https://doc.workday.com/adoption-and-integration/en-us/integrations/web-services/reports-as-a-service
 */
import { BadEvent } from '../../errors.ts';
import { firstText, isObject, type Json, list, object } from '../../json.ts';
import { personFrom } from '../attributes.ts';
import { createReading } from '../identity-change.ts';
import { type ChangeKind, ignored, type Reading } from '../reading.ts';
import type { Source } from '../source.ts';
import { parseTimestamp } from '../timestamp.ts';
import type { EventContext } from '../transport.ts';

/** The possible names of each column, in lower case without blanks and underscores. */
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

/** The columns about the person. */
const personColumns: readonly Column[] = [
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

interface BusinessProcess {
  readonly name: RegExp;
  readonly change: ChangeKind | undefined;
  /** The columns with the effective date. They depend on the process: a leaver's row has the day of the hire too. */
  readonly dates?: readonly Column[];
}

/** The first match wins. A resignation is not in the list: the termination that follows has the date. */
const businessProcesses: readonly BusinessProcess[] = [
  // Cancels or corrects an earlier process.
  { name: /rescind|cancel|correct|no show/i, change: undefined },
  { name: /terminat|offboard|separat|end (contingent|contract)/i, change: 'left', dates: ['effective', 'ends'] },
  { name: /change|transfer|promot|demot|\bmove|reorgani|\bassign|lateral|data edit/i, change: 'changed' },
  { name: /hire|onboard|contract contingent|add additional job/i, change: 'joined', dates: ['effective', 'begins'] },
];

/** The status of a process that is not finished, or that failed. */
const unfinishedStatus =
  /progress|in process|initiated|submitted|pending|await|draft|saved|sent back|returned|on hold|not (started|completed)|incomplete|denied|reject|cancel|withdrawn|rescind|error|fail/i;

export const workday: Source = {
  name: 'workday',
  announcesChanges: true,

  recognises({ Report_Entry }) {
    // A row without a business process comes from a list of workers and holds no change.
    return Array.isArray(Report_Entry) && Report_Entry.every((row) => columnReader(row)('process') !== undefined);
  },

  read(event, context) {
    return list(event['Report_Entry']).map((row) => readRow(event, columnReader(row), context));
  },
};

function readRow(event: Json, row: ReadColumn, context: EventContext): Reading {
  // The worker's name follows a colon.
  const [name = ''] = (row('process') ?? '').split(':');
  const process = businessProcesses.find((one) => one.name.test(name));
  if (process === undefined) return ignored('other-type');
  const { change, dates = ['effective'] } = process;
  if (change === undefined || unfinishedStatus.test(row('status') ?? '')) return ignored('not-successful');
  return createReading(event, context, {
    change,
    // The columns with the initiator and the manager are not read.
    person: personFrom(Object.fromEntries(personColumns.map((column) => [column, row(column)]))),
    id: row('id'),
    time: row('time'),
    isPolled: true,
    effectiveAt: effectiveDate(dates.map(row)),
  });
}

/** @throws BadEvent for an unreadable date: without it, the change would take effect too early */
function effectiveDate(dates: readonly (string | undefined)[]): string | undefined {
  const date = firstText(...dates);
  if (date === undefined || parseTimestamp(date) !== undefined) return date;
  throw new BadEvent('invalid-event', 'Report_Entry: the effective date must have the form 2026-12-31');
}

type ReadColumn = (column: Column) => string | undefined;

/** A column holds a text, or Workday's reference to an object, with a descriptor. */
function columnReader(row: unknown): ReadColumn {
  const values = new Map(
    Object.entries(object(row)).map(([name, value]) => [
      name.replaceAll(/[^a-z0-9]/gi, '').toLowerCase(),
      isObject(value) ? (value['Descriptor'] ?? value['descriptor']) : value,
    ]),
  );
  return (column) => firstText(...columns[column].map((name) => values.get(name)));
}
