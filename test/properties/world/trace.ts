/** What happened in a run, for the invariants to judge: no conclusions, only facts in their order. */
import type { SQSRecord } from 'aws-lambda';
import type { Answer } from '../../../lib/zuora/failure.ts';
import type { StateChange } from '../../../local/zuora/state.ts';
import type { Item } from '../../../models/dynamodb-table.ts';
import type { Attributes, Message } from './sqs-queues.ts';

/** One batch in the hands of one process. */
export interface Invocation {
  readonly records: readonly SQSRecord[];
  /** It was suspended, and went on after its deadline. */
  outlivedDeadline: boolean;
  /** The calls to AWS that it was not answered. */
  readonly unanswered: string[];
}

/** When something happened: by the clock, and in the order of all things. */
export interface Moment {
  readonly time: number;
  readonly order: number;
}

/** A write to the ledger that its condition let through. */
export interface RecordWrite {
  readonly at: Moment;
  readonly by: Invocation | undefined;
  readonly table: string | undefined;
  readonly previous: Item | undefined;
  readonly item: Item;
  /** Whether its process learnt of it. */
  told: boolean;
}

/** An entry of the audit log that another attempt had not written. */
interface LogEntry {
  readonly at: Moment;
  readonly by: Invocation | undefined;
  readonly item: Item;
}

/** A request to Zuora, from the moment at which the client was asked to send it. */
export interface ZuoraCall {
  readonly sent: Moment;
  readonly by: Invocation | undefined;
  readonly effect: 'token' | 'look' | 'act';
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** When Zuora began to work on it, and when it was through; it never hears of a call that got lost. */
  begun?: Moment;
  ended?: Moment;
  changes: readonly StateChange[];
  /** What Zuora answered, whoever heard it. */
  answer?: Answer;
  /** When its client was through with it, and what it had heard by then, be it from a gateway. */
  over?: Moment;
  heard?: Answer;
}

export interface DeadLettered {
  readonly at: Moment;
  readonly by: Invocation | undefined;
  readonly body: string;
  readonly attributes: Attributes;
  told: boolean;
}

/** An operator's `unblock`. */
interface Unblocking {
  /** When it began. */
  readonly at: Moment;
  readonly entityIds: readonly string[];
  /** When the orders were shown that it lifts; milliseconds since the epoch. */
  readonly time: number;
  /** What the operator was told; `unknown` if nothing. */
  became: 'done' | 'refused' | 'unknown';
}

export interface Trace {
  readonly recordWrites: RecordWrite[];
  readonly entries: LogEntry[];
  readonly calls: ZuoraCall[];
  readonly deadLetters: DeadLettered[];
  readonly unblockings: Unblocking[];
  readonly hidden: {
    readonly at: Moment;
    readonly message: Pick<Message, 'messageId' | 'sentAt'>;
    readonly until: number;
  }[];
  readonly returns: { readonly at: Moment; readonly by: Invocation; readonly failures: readonly string[] }[];
  readonly acknowledged: {
    readonly at: Moment;
    readonly by: Invocation;
    readonly record: SQSRecord;
    /** Whether Zuora's state showed by then what the message asks for. */
    readonly isTrue: boolean;
  }[];
  /** The kinds of the commands that ran. */
  readonly commands: string[];
  /** Everything logged, as JSON. */
  readonly lines: string[];
  /** Everything that may never be shown to anybody. */
  readonly secrets: Set<string>;
  /** The host that issued each token. */
  readonly issuers: Map<string, string>;
}

export function emptyTrace(): Trace {
  return {
    recordWrites: [],
    entries: [],
    calls: [],
    deadLetters: [],
    unblockings: [],
    hidden: [],
    returns: [],
    acknowledged: [],
    commands: [],
    lines: [],
    secrets: new Set(),
    issuers: new Map(),
  };
}
