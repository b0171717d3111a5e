/** Sends a message on a date, by a one-time schedule of EventBridge Scheduler. */
import { ConflictException, CreateScheduleCommand, type SchedulerClient } from '@aws-sdk/client-scheduler';
import { siblingArn } from '../arn.ts';

/** The names of resources in the account and region of the queues. */
export interface ScheduleSettings {
  readonly scheduleGroup: string;
  /** The role that Scheduler assumes to send. */
  readonly schedulerRole: string;
  /** Receives the messages that Scheduler could not send within a day. */
  readonly scheduleDeadLetterQueue: string;
  /** The alias of the key that encrypts the scheduled messages; empty for AWS's own key. */
  readonly scheduleKey: string;
  /** The timeout of a call in milliseconds, including the SDK's retries. */
  readonly awsTimeout: number;
}

export class Schedules {
  readonly #client: SchedulerClient;
  readonly #settings: ScheduleSettings;

  constructor(client: SchedulerClient, settings: ScheduleSettings) {
    this.#client = client;
    this.#settings = settings;
  }

  /**
   * Sends a message to a queue within a minute after a time. A schedule of the same name stays unchanged.
   *
   * @param body without `<`, which could begin a keyword that Scheduler replaces
   * @param queueArn of a queue of this service
   * @param at in RFC 3339, more than a minute ahead. AWS does not document a schedule in the past, so send a message that
   *   is due, or almost due, without a schedule.
   */
  async schedule(name: string, body: string, queueArn: string, at: string): Promise<void> {
    const { scheduleGroup, schedulerRole, scheduleDeadLetterQueue, scheduleKey, awsTimeout } = this.#settings;
    const command = new CreateScheduleCommand({
      GroupName: scheduleGroup,
      Name: name,
      ScheduleExpression: scheduleExpression(at),
      ScheduleExpressionTimezone: 'UTC',
      FlexibleTimeWindow: { Mode: 'OFF' },
      ActionAfterCompletion: 'DELETE',
      ...(scheduleKey !== '' && { KmsKeyArn: siblingArn(queueArn, scheduleKey, 'kms') }),
      Target: {
        Arn: queueArn,
        RoleArn: siblingArn(queueArn, `role/${schedulerRole}`, 'iam', ''),
        Input: body,
        RetryPolicy: retryPolicy,
        DeadLetterConfig: { Arn: siblingArn(queueArn, scheduleDeadLetterQueue) },
      },
    });
    try {
      await this.#client.send(command, { abortSignal: AbortSignal.timeout(awsTimeout) });
    } catch (error) {
      if (!(error instanceof ConflictException)) throw error;
    }
  }
}

/** The maximum of Scheduler: https://docs.aws.amazon.com/scheduler/latest/APIReference/API_RetryPolicy.html */
const retryPolicy = { MaximumEventAgeInSeconds: 86_400, MaximumRetryAttempts: 185 };

/** The last second with a year of four digits. Some systems use it for "never". */
const lastSecond = Date.UTC(9999, 11, 31, 23, 59, 59) / 1000;

/** In whole seconds, rounded up: https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html#one-time */
function scheduleExpression(at: string): string {
  const seconds = Math.min(Math.ceil(Date.parse(at) / 1000), lastSecond);
  return `at(${new Date(seconds * 1000).toISOString().slice(0, 19)})`;
}
