/** The code under test, part by part, so that one part can be replaced by one with a planted bug. */
import type { UpdateItemCommandInput } from '@aws-sdk/client-dynamodb';
import { LinkedAccounts } from '../../lib/account/linked-accounts.ts';
import { AuditLog } from '../../lib/audit/audit-log.ts';
import { deliverBatch } from '../../lib/delivery/batch.ts';
import type { Command, Operation } from '../../lib/delivery/operation.ts';
import { Ledger } from '../../lib/ledger/ledger.ts';
import type { Settings } from '../../lib/settings.ts';
import { Queue } from '../../lib/sqs/queue.ts';
import { ZuoraClient } from '../../lib/zuora/client.ts';
import { CredentialsCache } from '../../lib/zuora/credentials-cache.ts';
import type { Http } from '../../lib/zuora/http.ts';
import { TokenCache } from '../../lib/zuora/token-cache.ts';
import { unblock } from '../../operator/accounts/unblocking.ts';

export interface Parts {
  readonly deliverBatch: typeof deliverBatch;
  readonly Ledger: typeof Ledger;
  readonly LinkedAccounts: typeof LinkedAccounts;
  readonly AuditLog: typeof AuditLog;
  readonly Queue: typeof Queue;
  readonly CredentialsCache: typeof CredentialsCache;
  readonly TokenCache: typeof TokenCache;
  readonly ZuoraClient: typeof ZuoraClient;
  readonly operation: (operation: Operation<Command>) => Operation<Command>;
  readonly unblock: typeof unblock;
  readonly settings: (settings: Settings) => Settings;
  /** Comes between the ledger and DynamoDB. */
  readonly update: (input: UpdateItemCommandInput) => UpdateItemCommandInput;
  /** Comes between the client and the wire. */
  readonly http: (http: Http) => Http;
}

export const soundParts: Parts = {
  deliverBatch,
  Ledger,
  LinkedAccounts,
  AuditLog,
  Queue,
  CredentialsCache,
  TokenCache,
  ZuoraClient,
  unblock,
  operation: (operation) => operation,
  settings: (settings) => settings,
  update: (input) => input,
  http: (http) => http,
};
