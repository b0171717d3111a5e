/** One message on its way, and all that it needs there. */
import type { SQSRecord } from 'aws-lambda';
import type { LinkedAccounts } from '../account/linked-accounts.ts';
import type { AuditLog } from '../audit/audit-log.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { EventSettings, Settings } from '../settings.ts';
import type { Queue } from '../sqs/queue.ts';
import type { Telemetry } from '../telemetry.ts';
import type { Caller, ZuoraClient } from '../zuora/client.ts';
import type { Deadline } from './deadline.ts';
import type { Command, Operation } from './operation.ts';
import type { RetryContext } from './schedule.ts';

/** The effects, built once a process. */
export interface Services {
  readonly settings: Settings;
  readonly ledger: Ledger;
  readonly accounts: LinkedAccounts;
  readonly audit: AuditLog;
  readonly queue: Queue;
  readonly telemetry: Telemetry;
  readonly zuora: (caller: Caller) => ZuoraClient;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** From 0 up to 1. */
  readonly random: () => number;
  readonly uuid: () => string;
}

/** One delivery of a message to a function. */
export interface ReceivedMessage {
  /** The function's, by its name. */
  readonly operation: { readonly name: string };
  readonly record: SQSRecord;
  readonly services: Pick<Services, 'queue' | 'telemetry' | 'now' | 'random'> & { readonly settings: EventSettings };
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
}

export interface Delivery<C extends Command> extends ReceivedMessage {
  readonly operation: Operation<C>;
  readonly services: Services;
  readonly deadline: Deadline;
}

export function retryContextOf({ record, services }: ReceivedMessage): RetryContext {
  const { SentTimestamp, ApproximateFirstReceiveTimestamp, ApproximateReceiveCount } = record.attributes;
  return {
    age: {
      sentAt: Number(SentTimestamp),
      firstReceivedAt: Number(ApproximateFirstReceiveTimestamp),
      receives: Number(ApproximateReceiveCount),
    },
    settings: services.settings,
    now: services.now(),
    random: services.random(),
  };
}
