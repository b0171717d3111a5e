/** A one-time schedule, as callers of EventBridge Scheduler send it, and as it is stored. */
import * as z from 'zod';
import { awsAccount, awsRegion } from './service.ts';

function arnPattern(service: string, region: string) {
  return `^arn:aws:${service}:${region}:${awsAccount}:`;
}
const queueArn = z.string().regex(new RegExp(`${arnPattern('sqs', awsRegion)}[\\w-]+$`));
const localDateTime = z.iso.datetime({ local: true, precision: 0 });

/** The name of a schedule, or of a group. */
export const scheduleName = z.string().regex(/^[\w.-]{1,64}$/);

/**
 * The part of AWS's schedules that the service uses: none that recurs, can be disabled, or stays after its time.
 * https://docs.aws.amazon.com/scheduler/latest/APIReference/API_CreateSchedule.html
 */
export const scheduleInput = z.strictObject({
  Name: scheduleName,
  ScheduleExpression: z.string().refine((expression) => !Number.isNaN(scheduledTime(expression)), {
    error: ({ input }) => `Invalid Schedule Expression ${input}. This endpoint knows at(yyyy-mm-ddThh:mm:ss) alone`,
  }),
  ScheduleExpressionTimezone: z.literal('UTC').default('UTC'),
  FlexibleTimeWindow: z.strictObject({ Mode: z.literal('OFF') }),
  ActionAfterCompletion: z.literal('DELETE'),
  KmsKeyArn: z
    .string()
    .regex(new RegExp(`${arnPattern('kms', awsRegion)}(key|alias)/[\\w-]+$`))
    .optional(),
  Target: z.strictObject({
    Arn: queueArn,
    RoleArn: z.string().regex(new RegExp(`${arnPattern('iam', '')}role/[\\w+=,.@/-]+$`)),
    Input: z
      .string()
      .min(1)
      .refine((input) => Buffer.byteLength(input) <= 262_144, 'must have at most 256 KB'),
    RetryPolicy: z
      .strictObject({
        MaximumEventAgeInSeconds: z.int().min(60).max(86_400).default(86_400),
        MaximumRetryAttempts: z.int().min(0).max(185).default(185),
      })
      .optional(),
    DeadLetterConfig: z.strictObject({ Arn: queueArn }).optional(),
  }),
});

export const scheduleSchema = scheduleInput.extend({
  /** Seconds since the epoch. */
  CreationDate: z.number(),
});
export type Schedule = z.infer<typeof scheduleSchema>;

/** Milliseconds since the epoch; NaN for an expression of another kind. */
export function scheduledTime(expression: string): number {
  const written = /^at\((.{19})\)$/.exec(expression)?.[1];
  return localDateTime.safeParse(written).success ? Date.parse(`${written}Z`) : Number.NaN;
}
