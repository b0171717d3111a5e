/** Reads a row of a Workday report. Each tenant chooses the names of the columns. */
import { BadEvent } from '../errors.ts';
import { isObject, object, text } from '../json.ts';
import { attributeKey } from './attribute-names.ts';
import { type NamedValue, valuesByName } from './spellings.ts';
import { parseTimestamp } from './timestamp.ts';

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

export type Column = keyof typeof columns;

interface Cell {
  /** The column's name as the tenant writes it. */
  readonly name: string;
  readonly value: unknown;
}

export class WorkdayRow {
  readonly #cells: ReadonlyMap<string, Cell>;

  constructor(row: unknown) {
    const cells = Object.entries(object(row))
      .map(([name, value]): NamedValue => [name, cellValue(value)])
      .filter(([, value]) => !isEmpty(value));
    const values = valuesByName(cells, attributeKey);
    this.#cells = new Map(
      cells.map(([name]) => {
        const key = attributeKey(name);
        return [key, { name, value: values.get(key) }];
      }),
    );
  }

  /** The first of the column's names that has a value. */
  value(column: Column): unknown {
    return this.#cell(column)?.value;
  }

  /** @throws BadEvent for a value in another form: it is not the same as none */
  text(column: Column): string | undefined {
    const cell = this.#cell(column);
    if (cell === undefined) return undefined;
    const found = text(cell.value);
    if (found === undefined) throw new BadEvent('invalid-event', `${cell.name}: must be a text`);
    return found;
  }

  /**
   * The date in the first of the columns that has one.
   *
   * @throws BadEvent for an unreadable date: without it, the change would take effect too early
   */
  date(...among: readonly Column[]): string | undefined {
    const cell = among.map((column) => this.#cell(column)).find((one) => one !== undefined);
    if (cell === undefined) return undefined;
    const found = text(cell.value);
    if (found !== undefined && parseTimestamp(found) !== undefined) return found;
    throw new BadEvent('invalid-event', `${cell.name}: the effective date must have the form 2026-12-31`);
  }

  #cell(column: Column): Cell | undefined {
    return columns[column].map((name) => this.#cells.get(name)).find((cell) => cell !== undefined);
  }
}

/** A column holds a text, or Workday's reference to an object, with a descriptor. Either may be in a list of one. */
function cellValue(value: unknown): unknown {
  if (Array.isArray(value)) return value.length === 1 ? cellValue(value[0]) : value;
  return isObject(value) ? (value['Descriptor'] ?? value['descriptor'] ?? value) : value;
}

function isEmpty(value: unknown): boolean {
  if (Array.isArray(value)) return value.length === 0;
  return value === undefined || value === null || (typeof value === 'string' && value.trim() === '');
}
