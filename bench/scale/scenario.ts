/** What a run simulates. */
import type { StageChanges } from './stage.ts';
import type { Outage, ZuoraLimits } from './zuora.ts';

export interface Scenario {
  readonly seed: number;
  readonly messages: number;
  /** One message in so many is simulated: the containers work on the others in between. Left out, every message is. */
  readonly oneIn?: number | undefined;
  /** Whether the messages request access, with all records of the service; else connections, with a quick ledger. */
  readonly isAccess?: boolean | undefined;
  /** Messages a second; left out, all are sent at once. */
  readonly rate?: number | undefined;
  readonly stage?: StageChanges | undefined;
  /** Of an answer of Zuora, on average; milliseconds. */
  readonly latency?: number | undefined;
  readonly limits?: ZuoraLimits | undefined;
  readonly outage?: Outage | undefined;
  /** The share of Zuora's calls that fail. */
  readonly faults?: number | undefined;
  /** When the run is broken off; milliseconds after its start. */
  readonly until?: number | undefined;
  /** Whether all accounts are looked at in the end, as a sweep has it done for those with a pending request. */
  readonly looks?: boolean | undefined;
  /** Functions under load, each with a queue and its share of the messages. */
  readonly functions?: number | undefined;
}
