/** A schedule, as callers of EventBridge Scheduler send it, and as it is stored. */
import * as z from 'zod';
import { awsAccount, awsRegion } from './service.ts';

function arnPattern(service: string, region: string) {
  return `^arn:aws:${service}:${region}:${awsAccount}:`;
}
const queueArn = z.string().regex(new RegExp(`${arnPattern('sqs', awsRegion)}[\\w-]+$`));
const localDateTime = z.iso.datetime({ local: true, precision: 0 });

/** The name of a schedule, or of a group. */
export const scheduleName = z.string().regex(/^[\w.-]{1,64}$/);

const units = { minute: 60_000, hour: 3_600_000, day: 86_400_000 } as const;

/**
 * The part of AWS's schedules that the service uses: those for one time, which are deleted after it, and those at a rate.
 * None can be disabled.
 * https://docs.aws.amazon.com/scheduler/latest/APIReference/API_CreateSchedule.html
 */
export const scheduleInput = z.strictObject({
  Name: scheduleName,
  ScheduleExpression: z.string().refine((expression) => isOnce(expression) || scheduledRate(expression) > 0, {
    error: ({ input }) =>
      `Invalid Schedule Expression ${input}. This endpoint knows at(yyyy-mm-ddThh:mm:ss) and rate(n minutes|hours|days)`,
  }),
  ScheduleExpressionTimezone: z.literal('UTC').default('UTC'),
  FlexibleTimeWindow: z.strictObject({ Mode: z.literal('OFF') }),
  ActionAfterCompletion: z.enum(['DELETE', 'NONE']).default('NONE'),
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

/** Whether a schedule is for one time. Otherwise it recurs. */
export function isOnce(expression: string): boolean {
  return !Number.isNaN(scheduledTime(expression));
}

/**
 * Whether a schedule is to send something. One that recurs counts from its creation. What it missed comes once.
 *
 * @param since when this was last asked; milliseconds since the epoch, as `now`
 */
export function isDue(
  { ScheduleExpression, CreationDate }: Pick<Schedule, 'ScheduleExpression' | 'CreationDate'>,
  since: number,
  now: number,
): boolean {
  if (isOnce(ScheduleExpression)) return scheduledTime(ScheduleExpression) <= now;
  const turns = (time: number) => Math.floor((time - CreationDate * 1000) / scheduledRate(ScheduleExpression));
  return turns(now) > Math.max(0, turns(since));
}

/** Milliseconds from one message of a recurring schedule to the next; NaN for an expression of another kind. */
function scheduledRate(expression: string): number {
  const [, count, unit] = /^rate\(([1-9]\d{0,3}) (minute|hour|day)s?\)$/.exec(expression) ?? [];
  return Number(count) * (Object.entries(units).find(([name]) => name === unit)?.[1] ?? Number.NaN);
}

/** Milliseconds since the epoch; NaN for an expression of another kind. */
export function scheduledTime(expression: string): number {
  const written = /^at\((.{19})\)$/.exec(expression)?.[1];
  return localDateTime.safeParse(written).success ? Date.parse(`${written}Z`) : Number.NaN;
}
