/** Reads and writes the groups that were deleted or replaced: items of the table of people. */
import type { LedgerTable } from '../ledger/ledger-table.ts';
import {
  type GroupKey,
  groupKey,
  type KnownGroup,
  knownGroupOf,
  membersEndedAt,
  type NamedGroup,
} from './known-group.ts';

export class GroupTable {
  readonly #items: LedgerTable;
  readonly #requireTime: () => void;

  /** @param requireTime throws if no time is left for another call */
  constructor(items: LedgerTable, requireTime: () => void) {
    this.#items = items;
    this.#requireTime = requireTime;
  }

  /**
   * Those of the groups that were deleted or replaced.
   *
   * @throws ServiceError `unread` if DynamoDB left some out, `newer-record`
   */
  async read(keys: readonly GroupKey[]): Promise<readonly KnownGroup[]> {
    return (await this.#items.readAll(keys, this.#requireTime)).map(knownGroupOf);
  }

  /**
   * Remembers that a group was deleted, or that its members were replaced. An older time changes nothing.
   *
   * @returns the group as it is now
   */
  async end(group: NamedGroup, at: 'deletedAt' | 'replacedAt', time: string): Promise<KnownGroup> {
    this.#requireTime();
    const identity = groupKey(group);
    const written = await this.#items.update({
      ...{ kind: 'group', identity, set: { ...group, [at]: time } },
      anyOf: [`attribute_not_exists(#${at})`, `#${at} < :${at}`],
      operands: {},
    });
    if (written === undefined) this.#requireTime();
    const item = written ?? (await this.#items.read(identity));
    return item === undefined ? { ...group, [at]: time } : knownGroupOf(item);
  }

  /**
   * Remembers that the walks were sent which find the members of a group that ended.
   *
   * @param lastWalkAt undefined if it stays as it is
   */
  async walksSent(group: KnownGroup, lastWalkAt: number | undefined): Promise<void> {
    this.#requireTime();
    await this.#items.write({
      kind: 'group',
      identity: groupKey(group),
      set: { walkedFor: membersEndedAt(group), ...(lastWalkAt !== undefined && { lastWalkAt }) },
      anyOf: ['attribute_exists(#identity) AND attribute_not_exists(#walkedFor)', '#walkedFor < :walkedFor'],
      operands: {},
    });
  }
}
