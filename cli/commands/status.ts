/** `status`: the ledger's records of an event, of a person's events, and of effective-dated changes. */
import { AccountReader } from '../../operator/accounts/account-reader.ts';
import { knownAccess } from '../../operator/accounts/pending-access.ts';
import { formatCount } from '../../operator/counts.ts';
import { changeFacts, toChangeJson } from '../../operator/effective/change-facts.ts';
import { NotFound } from '../../operator/errors.ts';
import { lookUpEvent } from '../../operator/ledger/event-lookup.ts';
import type { FoundEvents } from '../../operator/ledger/event-search.ts';
import { recordFacts, toRecordJson } from '../../operator/ledger/record-facts.ts';
import { readEntityNaming } from '../../operator/policy/entity-naming.ts';
import type { Session } from '../../operator/stack/session.ts';
import { knownAccessTable } from '../reports/pending-report.ts';
import { personTable } from '../reports/status-report.ts';
import { clearProgress, showProgress } from '../terminal/progress-line.ts';
import { formatFacts } from '../terminal/table.ts';
import { toJson } from '../terminal/text.ts';

export interface StatusOptions {
  readonly source?: string;
  /** Without a source: where an earlier search ended. */
  readonly from?: string;
  /** Without a source: about how many records to read at most. */
  readonly maxRecords: number;
  readonly json?: true;
}

/**
 * @param text an id, or a login
 * @returns the exit code: 1 if a part of the ledger was not searched
 * @throws NotFound
 */
export async function showStatus(session: Session, text: string, options: StatusOptions): Promise<number> {
  const found = await find(session, text, options);
  if (session.interruption.aborted) return 1;
  const { records, changes, isPerson, withoutPerson, next } = found;
  const notes = [
    ...(next === undefined ? [] : [describeRest(found.read, next)]),
    ...(isPerson && withoutPerson > 0 ? [describeUnsearched(withoutPerson)] : []),
  ];
  if (records.length + changes.length === 0) {
    throw new NotFound([describeNothing(text, options, found), ...notes].join(' '));
  }
  console.log(options.json ? toStatusJson(found, text) : await formatFound(session, found, text));
  for (const note of notes) console.error(note);
  return next === undefined ? 0 : 1;
}

async function find(session: Session, text: string, options: StatusOptions): Promise<FoundEvents> {
  const { source, from, maxRecords } = options;
  const onSearch = (count: number) => {
    if (count === 0) console.error('Without --source this searches the ledger.');
    else showProgress(`${formatCount(count, 'record')} read`);
  };
  return lookUpEvent(session, text, { source, from, maxRecords, onSearch }).finally(clearProgress);
}

async function formatFound(session: Session, found: FoundEvents, text: string): Promise<string> {
  const { aws, stack, now } = session;
  const { records, changes, isPerson } = found;
  const nameEntity = await readEntityNaming(stack.stage);
  if (isPerson) {
    const linked = await new AccountReader(aws.dynamodb, stack.accounts).read(text);
    const access = linked ? knownAccess(linked, now()) : [];
    const events = personTable(records, changes, now(), nameEntity, process.stdout.columns);
    return access.length > 0 ? `${events}\n\n${knownAccessTable(access, nameEntity, process.stdout.columns)}` : events;
  }
  return [...records.map((record) => recordFacts(record, now(), nameEntity)), ...changes.map(changeFacts)]
    .map(formatFacts)
    .join('\n\n');
}

/** The person is named as the operator wrote it. */
function toStatusJson({ records, changes, isPerson }: FoundEvents, text: string): string {
  const changesJson = changes.map((change) => ({ ...toChangeJson(change), ...(isPerson && { username: text }) }));
  return toJson([...records.map(toRecordJson), ...changesJson]);
}

function describeUnsearched(count: number): string {
  return `${formatCount(count, 'event')} from before an upgrade of the service could be about this person: the ledger did not note people then. Their records expire 30 days after their last delivery. Until then, find them by an id, or with tail --since.`;
}

function describeRest(read: number, next: string): string {
  return `Only ${formatCount(read, 'record')} of the ledger ${read === 1 ? 'was' : 'were'} read, and it has more. To search on, repeat the command with --from ${next}. To search more at once, use --max-records. With --source nothing is searched.`;
}

function describeNothing(text: string, { source, from }: StatusOptions, { read, next }: FoundEvents): string {
  if (next !== undefined) return `No record of ${text} so far.`;
  if (from !== undefined) return `No record of ${text} in the last ${formatCount(read, 'record')} of the ledger.`;
  const searched = source === undefined ? 'neither an event with this id nor a person with this login' : 'no event';
  return `The ledger has no record of ${text}: ${searched}. The event is not delivered yet, is invalid (see dlq list), or its record has expired. An identity event has no record of its own: see tail. If it announced a change, search without --source.`;
}
