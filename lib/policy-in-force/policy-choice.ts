/** Chooses the policy that a function decides by: the one in force, whatever was deployed since. Built once a process. */
import type { Dynamodb } from '../dynamodb/dynamodb.ts';
import { FreshReading } from '../fresh-reading.ts';
import type { Policy } from '../policy/policy.ts';
import { policyHash } from '../policy/policy-hash.ts';
import type { Telemetry } from '../telemetry.ts';
import { type InForceRecord, policyOf } from './in-force-record.ts';
import { type InForceSettings, InForceTable } from './in-force-table.ts';

/** For so many milliseconds a process may decide by a policy that is not in force any more. */
export const maxPolicyAge = 60_000;

/** The policy to decide by; undefined if none was deployed, and none is in force. */
export interface PolicyChoice {
  /**
   * As it was within the last minute.
   *
   * @param requireTime throws if no time is left for another call
   * @throws ServiceError `bad-policy`, `newer-record`
   */
  find(requireTime: () => void): Promise<Policy | undefined>;
  /** As it is now. */
  findAnew(requireTime: () => void): Promise<Policy | undefined>;
}

/**
 * The policy to decide by where one was applied: a process that still knows an older one reads it anew.
 *
 * @param hash of the policy that was applied; undefined if none was
 */
export async function findApplied(
  policies: PolicyChoice,
  hash: string | undefined,
  requireTime: () => void,
): Promise<Policy | undefined> {
  const known = await policies.find(requireTime);
  const isKnown = hash === undefined || (known !== undefined && policyHash(known) === hash);
  return isKnown ? known : policies.findAnew(requireTime);
}

interface Circumstances {
  /** What was packaged with the function; undefined without any. */
  readonly deployed: Policy | undefined;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Is told once of each policy in force that is not the deployed one. */
  readonly telemetry: Pick<Telemetry, 'policyNotApplied'>;
}

export class PolicyInForce implements PolicyChoice {
  readonly #table: InForceTable;
  readonly #deployed: Policy | undefined;
  readonly #now: () => number;
  readonly #telemetry: Circumstances['telemetry'];
  /** The hashes of policies in force that differ from the deployed one, and were told of. */
  readonly #told = new Set<string>();
  readonly #last = new FreshReading<Policy | undefined>();
  /** Much is computed once of a policy, so one that stays in force stays the same object. */
  #known: { readonly hash: string; readonly policy: Policy } | undefined;

  private constructor(table: InForceTable, { deployed, now, telemetry }: Circumstances) {
    this.#table = table;
    this.#deployed = deployed;
    this.#now = now;
    this.#telemetry = telemetry;
  }

  static over(client: Dynamodb, settings: InForceSettings, circumstances: Circumstances): PolicyInForce {
    return new PolicyInForce(new InForceTable(client, settings, circumstances.now), circumstances);
  }

  find(requireTime: () => void): Promise<Policy | undefined> {
    const at = this.#now();
    const isFresh = (readAt: number) => at - readAt < maxPolicyAge;
    return this.#last.find(at, isFresh, () => this.#read(requireTime));
  }

  findAnew(requireTime: () => void): Promise<Policy | undefined> {
    this.#last.forget();
    return this.find(requireTime);
  }

  async #read(requireTime: () => void): Promise<Policy | undefined> {
    requireTime();
    const record = (await this.#table.read()) ?? (await this.#adopt(requireTime));
    return record && this.#policyIn(record);
  }

  /** A stage begins with the policy that was deployed. Of several processes, the first one puts its own in force. */
  async #adopt(requireTime: () => void): Promise<InForceRecord | undefined> {
    if (this.#deployed === undefined) return undefined;
    requireTime();
    const by = { appliedBy: 'deployment', appliedAt: new Date(this.#now()).toISOString() };
    const adopted = await this.#table.replace(this.#deployed, undefined, by);
    if (adopted !== undefined) return adopted;
    requireTime();
    return this.#table.read();
  }

  #policyIn(record: InForceRecord): Policy {
    if (this.#known?.hash !== record.hash) this.#known = { hash: record.hash, policy: this.#newPolicyIn(record) };
    return this.#known.policy;
  }

  #newPolicyIn(record: InForceRecord): Policy {
    const { hash } = record;
    const deployed = this.#deployed && policyHash(this.#deployed);
    // It was checked by this version, in whatever form the other one is stored.
    if (deployed === hash && this.#deployed !== undefined) return this.#deployed;
    if (deployed !== undefined && !this.#told.has(hash)) {
      this.#told.add(hash);
      this.#telemetry.policyNotApplied({ deployed, inForce: hash });
    }
    return policyOf(record);
  }
}
