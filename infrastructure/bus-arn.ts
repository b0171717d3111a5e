/** The form of a parameter that names an event bus. */
import * as z from 'zod/mini';

/** A parameter that is the ARN of an event bus. */
export const busArn = z.string().check(
  z.regex(/^arn:aws[a-z-]*:events:[a-z\d-]+:\d{12}:event-bus\/[\w./-]+$/, {
    error: 'must be the ARN of an EventBridge event bus',
  }),
);
