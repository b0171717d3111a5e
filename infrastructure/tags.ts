/** The tags of a stage: their form, and the resources that carry them. */
import * as z from 'zod/mini';
import { type FinishedTemplate, withProperties } from './cloudformation.ts';

/** Values by key. */
export type Tags = Readonly<Record<string, string>>;

const characters = 'letters, digits, spaces or _ . : / = + - @, and not begin with aws:';

/**
 * A key that every service accepts. Secrets Manager allows the fewest characters.
 * https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_Tag.html
 */
export const tagKey = z
  .string()
  .check(z.regex(/^(?!aws:)[\p{L}\p{N}\p{Z}_.:/=+@-]{1,127}$/iu, { error: `must have 1 to 127 ${characters}` }));

/** A value that every service accepts. EventBridge Scheduler refuses an empty one. */
export const tagValue = z.string().check(
  z.regex(/^(?!aws:)[\p{L}\p{N}\p{Z}_.:/=+@-]{1,255}$/iu, {
    error: `must have 1 to 255 ${characters}; a number needs quotes`,
  }),
);

/** Those of a stage that CloudFormation can tag. */
const tagged = [
  'AWS::CloudWatch::Alarm',
  'AWS::CloudWatch::Dashboard',
  'AWS::DynamoDB::Table',
  'AWS::Events::EventBus',
  'AWS::Events::Rule',
  'AWS::IAM::Role',
  'AWS::KMS::Key',
  'AWS::Lambda::EventSourceMapping',
  'AWS::Lambda::Function',
  'AWS::Logs::LogGroup',
  'AWS::S3::Bucket',
  'AWS::SQS::Queue',
  'AWS::Scheduler::ScheduleGroup',
  'AWS::SecretsManager::Secret',
];

/** Puts the tags on every resource that takes any. */
export function withTags(template: FinishedTemplate, tags: Tags): FinishedTemplate {
  const Tags = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
  if (Tags.length === 0) return template;
  return withProperties(template, tagged, { Tags });
}
