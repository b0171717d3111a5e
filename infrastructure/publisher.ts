/** The forms in which a parameter names a publisher outside this account. */
import * as z from 'zod/mini';
import type { Arn } from './names.ts';

/** Publishers by kind, because a policy admits each kind in its own way. */
export interface Senders {
  readonly principals: readonly string[];
  readonly rules: readonly (string | Arn)[];
  readonly topics: readonly string[];
}

const topicArn = /^arn:aws[a-z-]*:sns:[a-z\d-]+:\d{12}:[\w-]+(\.fifo)?$/;

const forms: readonly (readonly [keyof Senders, RegExp])[] = [
  ['principals', /^\d{12}$/],
  ['principals', /^arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=.@/-]+$/],
  ['rules', /^arn:aws[a-z-]*:events:[a-z\d-]+:\d{12}:rule\/[\w./-]+$/],
  ['topics', topicArn],
];

/** A parameter that is the ARN of a topic. */
export const topic = z.string().check(z.regex(topicArn, { error: 'must be the ARN of an SNS topic' }));

/** A parameter that names a publisher. */
export const publisher = z.string().check(
  z.refine((text) => publisherKind(text) !== undefined, {
    error:
      'must be an account id of 12 digits, in quotes, or the ARN of a role, an EventBridge rule or an SNS topic, without a wildcard',
  }),
);

/** How a policy admits the publisher; undefined for what names none. */
export function publisherKind(publisher: string): keyof Senders | undefined {
  return forms.find(([, form]) => form.test(publisher))?.[0];
}
