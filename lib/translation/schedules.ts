/** Puts an announced change off until it takes effect, as a one-time schedule of EventBridge Scheduler. */
import { ConflictException, CreateScheduleCommand, type SchedulerClient } from '@aws-sdk/client-scheduler';
import { siblingArn } from '../arn.ts';
import { bodyOf, type CanonicalEvent } from '../policy/canonical-events.ts';

/** By name, what is in the account and region of the queues. */
export interface ScheduleSettings {
  readonly scheduleGroup: string;
  /** The role as which Scheduler sends. */
  readonly schedulerRole: string;
  /** Takes what Scheduler has tried to send for a day. */
  readonly scheduleDeadLetterQueue: string;
  /** The alias of the key that encrypts the events meanwhile; empty for one of AWS's. */
  readonly scheduleKey: string;
  /** Milliseconds that a call may take, with the SDK's own repeats. */
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
   * Sends the event to a queue at a time, within the minute that begins then. One that is scheduled already stays as it
   * is: its id is the schedule's name.
   *
   * @param queueArn of a queue of this service
   * @param at in RFC 3339, more than a minute ahead. What is due, or all but due, is to be sent without a schedule: AWS
   *   does not say what becomes of one whose time is past.
   */
  async schedule(event: CanonicalEvent, queueArn: string, at: string): Promise<void> {
    const { scheduleGroup, schedulerRole, scheduleDeadLetterQueue, scheduleKey, awsTimeout } = this.#settings;
    const command = new CreateScheduleCommand({
      GroupName: scheduleGroup,
      Name: event.id,
      ScheduleExpression: expressionOf(at),
      ScheduleExpressionTimezone: 'UTC',
      FlexibleTimeWindow: { Mode: 'OFF' },
      ActionAfterCompletion: 'DELETE',
      ...(scheduleKey !== '' && { KmsKeyArn: siblingArn(queueArn, scheduleKey, 'kms') }),
      Target: {
        Arn: queueArn,
        RoleArn: siblingArn(queueArn, `role/${schedulerRole}`, 'iam', ''),
        Input: bodyOf(event),
        RetryPolicy: longest,
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

/** As long, and as often, as Scheduler can: https://docs.aws.amazon.com/scheduler/latest/APIReference/API_RetryPolicy.html */
const longest = { MaximumEventAgeInSeconds: 86_400, MaximumRetryAttempts: 185 };

/** Of the last year that has four digits, by which some systems say never. */
const lastSecond = Date.UTC(9999, 11, 31, 23, 59, 59) / 1000;

/** Whole seconds, and none too early: https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html#one-time */
function expressionOf(at: string): string {
  const seconds = Math.min(Math.ceil(Date.parse(at) / 1000), lastSecond);
  return `at(${new Date(seconds * 1000).toISOString().slice(0, 19)})`;
}
