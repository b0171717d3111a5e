/** The tags of a stage: their form, and the resources that carry them. */
import * as z from 'zod/mini';
import { type FinishedTemplate, withProperties } from './cloudformation.ts';

/** Values by key. */
export type Tags = Readonly<Record<string, string>>;

/**
 * A key that the framework and every service accept. Of the services, Secrets Manager allows the shortest.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-secretsmanager-secret-tag.html
 */
export const tagKey = z.string().check(
  z.regex(/^(?!aws:)[\w./=+: -]{1,127}$/i, {
    error: 'must have 1 to 127 letters from a to z, digits, spaces or _ . : / = + -, and not begin with aws:',
  }),
);

/** A value that every service accepts. EventBridge Scheduler refuses an empty one. */
export const tagValue = z.string().check(
  z.regex(/^(?!aws:)[\p{L}\p{N}\p{Z}_.:/=+@-]{1,255}$/iu, {
    error:
      'must have 1 to 255 letters, digits, spaces or _ . : / = + - @, not begin with aws:, and have quotes if it is a number',
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

/**
 * Puts the tags on every resource that takes any. The stack has them too (`stackTags` in serverless.yml), because a first
 * deployment creates the bucket before this template. The template has them for those who deploy it by other means.
 */
export function withTags(template: FinishedTemplate, tags: Tags): FinishedTemplate {
  const Tags = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
  if (Tags.length === 0) return template;
  // A pipe takes its tags in a form of its own.
  return withProperties(withProperties(template, tagged, { Tags }), ['AWS::Pipes::Pipe'], { Tags: tags });
}
