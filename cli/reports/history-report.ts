/** Entries of the audit log, as a person reads them. */
import { type AuditEntry, operatorAccount } from '../../lib/audit/audit-entry.ts';
import { describeDeed, describeRequester, describeWhy } from '../../operator/audit/entry-words.ts';
import { describeEventId } from '../../operator/event-subject.ts';
import type { NameEntity } from '../../operator/policy/entity-naming.ts';
import { formatTable } from '../terminal/table.ts';
import { clip } from '../terminal/text.ts';

const maxCellLength = 60;

/** For a reason with its ticket and its approvers. */
const maxWhyLength = 120;

/** @param width of the terminal in characters, if there is one */
export function historyTable(
  entries: readonly AuditEntry[],
  nameEntity: NameEntity,
  width: number | undefined,
): string {
  const titles = ['TIME', 'ENTITY', 'WHAT', 'WHY', 'BY', 'EVENT'];
  return formatTable(
    titles,
    entries.map((entry) => entryCells(entry, nameEntity)),
    width,
  );
}

/**
 * The same for entries of several people.
 *
 * @param loginsOf by account; an erased one has none
 */
export function auditTable(
  entries: readonly AuditEntry[],
  loginsOf: ReadonlyMap<string, readonly string[]>,
  nameEntity: NameEntity,
  width: number | undefined,
): string {
  const titles = ['TIME', 'ENTITY', 'USER', 'WHAT', 'WHY', 'BY', 'EVENT'];
  const rows = entries.map((entry) => {
    const [time = '', entity = '', ...others] = entryCells(entry, nameEntity);
    const logins = loginsOf.get(entry.account) ?? [];
    const user = logins.length > 0 ? logins.join(', ') : withoutLogin(entry);
    return [time, entity, clip(user, maxCellLength), ...others];
  });
  return formatTable(titles, rows, width);
}

/** What an operator does to the stage is about no user. */
function withoutLogin({ account }: AuditEntry): string {
  return account === operatorAccount ? '-' : `erased, account ${account}`;
}

function entryCells(entry: AuditEntry, nameEntity: NameEntity): readonly string[] {
  const { recordedAt, entityId } = entry;
  return [
    clip(recordedAt, maxCellLength),
    entityId === undefined ? '-' : clip(nameEntity(entityId), maxCellLength),
    clip(describeDeed(entry), maxWhyLength),
    clip(describeWhy(entry) ?? '-', maxWhyLength),
    clip(describeRequester(entry) ?? '-', maxCellLength),
    clip(describeEventId(entry) ?? '-', maxCellLength),
  ];
}
