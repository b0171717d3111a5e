/** The events about one person, as a person reads them. */
import type { EffectiveChange } from '../../lib/ledger/effective-change.ts';
import type { LedgerRecord } from '../../lib/ledger/ledger-record.ts';
import { describeChange } from '../../operator/effective/change-facts.ts';
import { idOf } from '../../operator/effective/effective-changes.ts';
import { describeEntities, describeEventId } from '../../operator/event-subject.ts';
import { calledEntities, describeOutcome } from '../../operator/ledger/record-facts.ts';
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
    ['TIME', 'OPERATION', 'OUTCOME', 'CALLED IN', 'EFFECTIVE AT', 'EVENT', 'WHY'],
    rows.map((cells) => cells.map((cell) => clip(cell ?? '-', maxCellLength))),
    width,
  );
}

type Cells = readonly (string | undefined)[];

function recordRow(record: LedgerRecord, now: number, nameEntity: NameEntity): Cells {
  const { time, operation, reason, detail, messageId } = record;
  const entities = describeEntities(calledEntities(record), nameEntity);
  const why = [reason, detail].filter(Boolean).join(': ') || undefined;
  const event = describeEventId(record) ?? messageId;
  return [time, operation, describeOutcome(record, now), entities, undefined, event, why];
}

function changeRow(change: EffectiveChange): Cells {
  const { saidAt, state, effectiveAt } = change;
  return [saidAt, describeChange(change), state, undefined, effectiveAt, idOf(change), undefined];
}
