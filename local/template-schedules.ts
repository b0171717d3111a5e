/** The schedules of the packaged template, and their groups. */
import * as z from 'zod';
import { arnSchema } from './template-arn.ts';

export type ScheduleGroupResource = z.infer<typeof scheduleGroupSchema>;
export type ScheduleResource = z.infer<typeof scheduleSchema>;

export const scheduleGroupSchema = z.strictObject({ Name: z.string() });

/** Strict: an unknown property could change when a message is sent. */
export const scheduleSchema = z
  .strictObject({
    Name: z.string(),
    GroupName: z.string(),
    ScheduleExpression: z.string(),
    FlexibleTimeWindow: z.strictObject({ Mode: z.literal('OFF') }),
    Target: z.strictObject({
      Arn: arnSchema,
      RoleArn: arnSchema,
      Input: z.string(),
      RetryPolicy: z.strictObject({ MaximumEventAgeInSeconds: z.number() }),
    }),
  })
  .transform(({ Target: { Arn, Input, RetryPolicy }, ...schedule }) => ({
    ...schedule,
    /** Logical id of the queue to which it sends. */
    queueId: Arn,
    input: Input,
    retryPolicy: RetryPolicy,
  }));
