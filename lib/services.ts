/** Builds the effects of a function that calls Zuora: the only place where they are chosen. */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SQSClient } from '@aws-sdk/client-sqs';
import * as z from 'zod/mini';
import { LinkedAccounts } from './account/linked-accounts.ts';
import { AuditLog } from './audit/audit-log.ts';
import type { LookServices } from './delivery/account-look.ts';
import type { Services } from './delivery/delivery.ts';
import { DynamodbClient } from './dynamodb/dynamodb-client.ts';
import { Ledger } from './ledger/ledger.ts';
import {
  type EventSettings,
  type FunctionSettings,
  functionSettings,
  readEnvironment,
  readSettings,
} from './settings.ts';
import { Queue } from './sqs/queue.ts';
import { Telemetry } from './telemetry.ts';
import { CallsInFlight } from './zuora/calls-in-flight.ts';
import { type Caller, ZuoraClient } from './zuora/client.ts';
import { CredentialsCache } from './zuora/credentials-cache.ts';
import { createHttp } from './zuora/http.ts';
import { JoinedReads } from './zuora/joined-reads.ts';
import { TokenCache } from './zuora/token-cache.ts';
import { UserSearches } from './zuora/user-searches.ts';

/** Those of a function that takes events. @throws ServiceError `bad-settings` for an environment that does not fit */
export function createServices(): Services {
  const settings = readSettings(process.env);
  const { dynamodb, ...shared } = zuoraServices(settings);
  let queue: Queue | undefined;
  return {
    ...shared,
    settings,
    ledger: new Ledger(dynamodb, settings, shared.now),
    // A message that ends well needs no queue, and to build a client takes a few percent of a cold start.
    get queue() {
      queue ??= createQueue(settings);
      return queue;
    },
    random: Math.random,
  };
}

function createQueue(settings: EventSettings): Queue {
  // A queue URL names a host that local queues do not have: https://docs.aws.amazon.com/AWSJavaScriptSDK/v3/latest/client/sqs/
  return new Queue(new SQSClient({ useQueueUrlAsEndpoint: false }), settings);
}

/** Those of a function that looks at accounts. @throws ServiceError `bad-settings` for an environment that does not fit */
export function createLookServices(): LookServices {
  const settings = readEnvironment(z.strictObject(functionSettings), process.env);
  return { ...zuoraServices(settings), settings };
}

/** Milliseconds. Messages of a batch claim their records within this time of each other. */
const gatherTime = 20;

function zuoraServices(settings: FunctionSettings) {
  const telemetry = new Telemetry();
  const { now } = Date;
  const { random } = Math;
  const dynamodb = DynamodbClient.fromEnvironment(process.env);
  const onUnreadable = (problem: string) => telemetry.secretUnreadable(problem);
  const credentials = new CredentialsCache(new SecretsManagerClient(), settings, now, onUnreadable);
  const http = createHttp();
  const tokens = new TokenCache({ http, credentials, settings, now, random, events: telemetry });
  const shared = {
    ...{ http, tokens, inFlight: new CallsInFlight(settings.callsInFlight) },
    ...{ searches: new UserSearches(now), joinedReads: new JoinedReads(() => sleep(gatherTime)) },
  };
  const onCall = (milliseconds: number, status: number) => telemetry.zuoraCall(milliseconds, status);
  return {
    telemetry,
    dynamodb,
    accounts: new LinkedAccounts(dynamodb, settings, now, randomUUID),
    audit: new AuditLog(dynamodb, settings),
    zuora: (caller: Caller) => new ZuoraClient({ ...shared, settings, now, onCall }, caller),
    now,
    uuid: randomUUID,
  };
}
