/** Creates the Lambda function that translates identity events by an access policy. */
import { SchedulerClient } from '@aws-sdk/client-scheduler';
import { SQSClient } from '@aws-sdk/client-sqs';
import { answerBatch } from '../delivery/batch.ts';
import { putBack } from '../delivery/ending.ts';
import { DynamodbClient } from '../dynamodb/dynamodb-client.ts';
import { type Handler, handle } from '../handler.ts';
import { EffectiveChanges } from '../ledger/effective-changes.ts';
import { PeopleTable } from '../people/people-table.ts';
import { readPackagedPolicy } from '../policy/packaged-policy.ts';
import type { Policy } from '../policy/policy.ts';
import { PolicyInForce } from '../policy-in-force/policy-choice.ts';
import { SafeguardStore } from '../safeguard/safeguard-store.ts';
import { Queue } from '../sqs/queue.ts';
import { Telemetry } from '../telemetry.ts';
import { Arrivals } from '../traffic/arrivals.ts';
import { TrafficTable } from '../traffic/traffic-table.ts';
import { type IdentityMessage, type TranslationServices, translateMessage } from './identity-message.ts';
import { OperationQueues } from './operation-queues.ts';
import { Schedules } from './schedules.ts';
import { readTranslationSettings } from './settings.ts';
import { WakeUps } from './wake-ups.ts';

/**
 * @param name of the function
 * @param value the packaged policy; null without one
 * @throws ServiceError `bad-policy`, or `bad-settings` for an invalid environment
 */
export function createTranslationHandler(name: string, value: unknown): Handler {
  const services = createServices(value === null ? undefined : readPackagedPolicy(value));
  const { now, settings } = services;
  return handle(name, services, (records, deadline) =>
    answerBatch(records, settings.callsInFlight, async (record) => {
      const message: IdentityMessage = { operation: { name }, record, services, deadline, startedAt: now() };
      if (deadline.allowsMessage()) return translateMessage(message);
      await putBack(message);
      return false;
    }),
  );
}

/** @param deployed the policy that was packaged with the function */
function createServices(deployed: Policy | undefined): TranslationServices {
  const settings = readTranslationSettings(process.env);
  const telemetry = new Telemetry();
  const sqs = new SQSClient({ useQueueUrlAsEndpoint: false });
  const queues = new OperationQueues(sqs, settings);
  const dynamodb = DynamodbClient.fromEnvironment(process.env);
  const schedules = new Schedules(new SchedulerClient(), settings);
  return {
    settings,
    telemetry,
    policies: PolicyInForce.over(dynamodb, settings, { deployed, now: Date.now, telemetry }),
    queue: new Queue(sqs, settings),
    queues,
    changes: new EffectiveChanges(dynamodb, settings, Date.now),
    people: new PeopleTable(dynamodb, settings, Date.now),
    safeguard: SafeguardStore.over(dynamodb, settings, Date.now),
    arrivals: new Arrivals(new TrafficTable(dynamodb, settings, Date.now), telemetry, Date.now),
    wakeUps: new WakeUps(queues, schedules, Date.now),
    now: Date.now,
    random: Math.random,
  };
}
