/**
 * Workday, through a custom report (Reports as a Service). A row is an event if one of its columns holds a business
 * process.
 *
 * https://doc.workday.com/adoption-and-integration/en-us/integrations/web-services/reports-as-a-service
 */
import { type Json, list, text } from '../../json.ts';
import { personFrom } from '../attributes.ts';
import { createReading, type IdentityChange } from '../identity-change.ts';
import type { Person } from '../person.ts';
import { ignored, type Reading, unresolvable } from '../reading.ts';
import type { Source } from '../source.ts';
import type { EventContext } from '../transport.ts';
import { type EngagementChange, meaningOf, processBeforeDash } from '../workday-process.ts';
import { type Column, WorkdayRow } from '../workday-row.ts';

/** The columns about the person. Those with the initiator and the manager are not read. */
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

/** The columns with the effective date. They depend on the change: a leaver's row has the day of the hire too. */
const dates: Readonly<Record<EngagementChange, readonly Column[]>> = {
  joined: ['effective', 'begins'],
  left: ['effective', 'ends'],
  changed: ['effective'],
};

/** The status of a process that is not finished, or that failed. */
const unfinishedStatus =
  /progress|in process|initiated|submitted|pending|await|draft|saved|sent back|returned|on hold|not (started|completed)|incomplete|denied|reject|cancel|withdrawn|rescind|error|fail/i;

/** The status of a process that was finished, and undone later. */
const rescindedStatus = /^(successfully )?rescinded$/i;

export const workday: Source = {
  name: 'workday',
  announcesChanges: true,

  recognises({ Report_Entry }) {
    // A row without a business process comes from a list of workers and holds no change.
    return (
      Array.isArray(Report_Entry) &&
      Report_Entry.every((row) => text(new WorkdayRow(row).value('process')) !== undefined)
    );
  },

  read(event, context) {
    return list(event['Report_Entry']).flatMap((row) => readRow(event, new WorkdayRow(row), context));
  },
};

function readRow(event: Json, row: WorkdayRow, context: EventContext): readonly Reading[] {
  const process = row.text('process') ?? '';
  const meaning = meaningOf(process, context.conventions);
  // The person may have left: an operator has to look.
  if (meaning.is === 'unclear') return [unresolvable('no-change')];
  if (meaning.is === 'unknown') return [ignored('unknown-process', shownProcess(process))];
  if (meaning.is === 'meaningless') return [ignored('other-type')];
  const status = row.text('status') ?? '';
  const isRescinded = meaning.is === 'change' && rescindedStatus.test(status);
  if (!isRescinded && unfinishedStatus.test(status)) return [ignored('not-successful')];

  const time = row.value('time');
  const person = personFrom(Object.fromEntries(personColumns.map((column) => [column, row.value(column)])));
  const create: CreateReading = (change) =>
    createReading(event, context, { person, id: text(row.value('id')), time, isPolled: true, ...change });
  // Without a time the row comes again at each poll as if it were new, whatever has become of the person since.
  const stays = time === undefined ? person : { ...person, active: true };
  if (isRescinded) return takeBack(meaning.change, stays, create);
  switch (meaning.is) {
    case 'change':
      return [create({ change: meaning.change, effectiveAt: row.date(...dates[meaning.change]) })];
    case 'moved': {
      const effectiveAt = row.date(...dates[meaning.change].toReversed());
      return [effectiveAt === undefined ? unresolvable('no-date') : create({ change: meaning.change, effectiveAt })];
    }
    case 'taken-back':
      return takeBack(meaning.change, stays, create);
    case 'extended':
      return takeBack('left', stays, create);
  }
}

type CreateReading = (
  identityChange: Pick<IdentityChange, 'change'> &
    Partial<Pick<IdentityChange, 'effectiveAt' | 'person' | 'time' | 'withdrawn'>>,
) => Reading;

/**
 * What was announced no longer counts, and may have taken effect. Somebody who does not join must not keep access. Somebody
 * who stays is active, with the attributes of the row.
 *
 * @param stays the person, if they stay
 */
function takeBack(change: EngagementChange, stays: Person, create: CreateReading): readonly Reading[] {
  const withdrawal = create({ change, withdrawn: 'withdrawn' });
  if (change === 'changed' || withdrawal.kind !== 'withdrawal') return [withdrawal];
  // On a day without a time, the return is not before what it takes back.
  const { time } = withdrawal;
  return [
    withdrawal,
    create(change === 'joined' ? { change: 'left', time } : { change: 'changed', time, person: stays }),
  ];
}

const maxShownLength = 100;

/** Without the worker's name after a colon, a dash or in parentheses. */
function shownProcess(process: string): string {
  const [shown = ''] = processBeforeDash(process).split(/[:(]/, 1);
  return shown.trim().slice(0, maxShownLength);
}
