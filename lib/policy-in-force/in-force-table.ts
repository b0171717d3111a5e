/** Reads and replaces the policy in force in the table of people. */
import type { Dynamodb } from '../dynamodb/dynamodb.ts';
import { LedgerTable } from '../ledger/ledger-table.ts';
import type { Policy } from '../policy/policy.ts';
import {
  type Application,
  type InForceRecord,
  inForceAttributes,
  inForceIdentity,
  inForceRecordOf,
  noSequence,
} from './in-force-record.ts';

export interface InForceSettings {
  /** The name of the table of people. */
  readonly people: string;
  /** Of one call, with its repeats; milliseconds. */
  readonly awsTimeout: number;
}

export class InForceTable {
  readonly #items: LedgerTable;

  constructor(client: Dynamodb, { people: name, awsTimeout: timeout }: InForceSettings, now: () => number) {
    this.#items = new LedgerTable(client, { name, retention: 0, timeout }, now);
  }

  /** @throws ServiceError `newer-record` */
  async read(): Promise<InForceRecord | undefined> {
    const item = await this.#items.read(inForceIdentity);
    return item && inForceRecordOf(item);
  }

  /**
   * Puts a policy in force in place of the record that was read.
   *
   * @param known undefined if there was none
   * @returns undefined if somebody else has put one in force since
   * @throws ServiceError `bad-policy` for a policy that is too long
   */
  async replace(
    policy: Policy,
    known: Pick<InForceRecord, 'sequence'> | undefined,
    by: Application,
  ): Promise<InForceRecord | undefined> {
    const { sequence } = known ?? { sequence: noSequence };
    const item = await this.#items.update({
      ...{ kind: 'policy', identity: inForceIdentity, set: inForceAttributes(policy, sequence, by) },
      anyOf: [known === undefined ? 'attribute_not_exists(#identity)' : '#sequence = :knownSequence'],
      operands: known === undefined ? {} : { knownSequence: sequence },
      keepUntil: Number.POSITIVE_INFINITY,
    });
    return item && inForceRecordOf(item);
  }
}
