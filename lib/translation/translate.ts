/** Makes an access policy a Lambda function that translates identity events. */
import { SchedulerClient } from '@aws-sdk/client-scheduler';
import { SQSClient } from '@aws-sdk/client-sqs';
import { answerBatch } from '../delivery/batch.ts';
import { Deadline } from '../delivery/deadline.ts';
import { putBack } from '../delivery/ending.ts';
import { Queue } from '../delivery/queue.ts';
import type { Handler } from '../operate.ts';
import { readPolicy } from '../policy/policy.ts';
import { Telemetry } from '../telemetry.ts';
import { type IdentityMessage, type TranslationServices, translateMessage } from './message.ts';
import { OperationQueues } from './operation-queues.ts';
import { Schedules } from './schedules.ts';
import { readTranslationSettings } from './settings.ts';

/** Messages under way at once: each makes several calls. */
const messagesAtOnce = 2;

/**
 * @param name the function's
 * @param value the policy, as it was packaged; null where there was none
 * @throws AccessError `bad-policy`, or `bad-settings` when the environment does not fit
 */
export function translate(name: string, value: unknown): Handler {
  const policy = value === null ? undefined : readPolicy(value);
  const services = createServices();
  const { telemetry, now, settings } = services;
  return async ({ Records }, context) => {
    telemetry.begin(name, context);
    try {
      const deadline = new Deadline(now() + context.getRemainingTimeInMillis(), settings, now);
      return await answerBatch(Records, messagesAtOnce, async (record) => {
        const message: IdentityMessage = { operation: { name }, policy, record, services, deadline, startedAt: now() };
        if (deadline.allowsMessage()) return translateMessage(message);
        await putBack(message);
        return false;
      });
    } finally {
      telemetry.end();
    }
  };
}

function createServices(): TranslationServices {
  const settings = readTranslationSettings(process.env);
  const sqs = new SQSClient({ useQueueUrlAsEndpoint: false });
  return {
    settings,
    telemetry: new Telemetry(),
    queue: new Queue(sqs, settings),
    queues: new OperationQueues(sqs, settings),
    schedules: new Schedules(new SchedulerClient(), settings),
    now: Date.now,
    random: Math.random,
  };
}
