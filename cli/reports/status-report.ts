/** The events about one person, as a person reads them. */
import type { EffectiveChange } from '../../lib/ledger/effective-change.ts';
import type { LedgerRecord } from '../../lib/ledger/ledger-record.ts';
import { describeChange } from '../../operator/effective/change-facts.ts';
import { idOf } from '../../operator/effective/effective-changes.ts';
import { describeEntities, describeEventId } from '../../operator/event-subject.ts';
import { describeEventEntities, describeOutcome } from '../../operator/ledger/record-facts.ts';
import type { NameEntity } from '../../operator/policy/entity-naming.ts';
import { formatTable } from '../terminal/table.ts';
import { clip } from '../terminal/text.ts';

const maxCellLength = 48;

/**
 * The oldest first. The person is not named: the operator wrote whom they look for.
 *
 * @param width of the terminal in characters, if there is one
 */
export function personTable(
  records: readonly LedgerRecord[],
  changes: readonly EffectiveChange[],
  now: number,
  nameEntity: NameEntity,
  width: number | undefined,
): string {
  const rows = [...records.map((record) => recordRow(record, now, nameEntity)), ...changes.map(changeRow)].toSorted(
    ([one = ''], [other = '']) => one.localeCompare(other),
  );
  return formatTable(
    ['TIME', 'OPERATION', 'OUTCOME', 'ENTITIES', 'EFFECTIVE AT', 'EVENT', 'WHY'],
    rows.map((cells) => cells.map((cell) => clip(cell ?? '-', maxCellLength))),
    width,
  );
}

type Cells = readonly (string | undefined)[];

function recordRow(record: LedgerRecord, now: number, nameEntity: NameEntity): Cells {
  const { time, operation, messageId } = record;
  const entities = describeEventEntities(record, nameEntity);
  const why = describeCause(record, nameEntity);
  const event = describeEventId(record) ?? messageId;
  return [time, operation, describeOutcome(record, now), entities, undefined, event, why];
}

/**
 * The reason comes first and the detail last, because a long cell is cut. The detail of an event that is superseded in all
 * its entities names the newer event already.
 */
function describeCause(
  { reason, detail, outcome, superseded = [] }: LedgerRecord,
  nameEntity: NameEntity,
): string | undefined {
  const newer = outcome === 'superseded' ? undefined : describeEntities(superseded, nameEntity);
  const cause = [reason, newer && `superseded in ${newer}`].filter(Boolean).join('; ');
  return [cause, detail].filter(Boolean).join(': ') || undefined;
}

function changeRow(change: EffectiveChange): Cells {
  const { saidAt, state, effectiveAt } = change;
  return [saidAt, describeChange(change), state, undefined, effectiveAt, idOf(change), undefined];
}
