/** The tags of the company, on everything that can be paid for or opened. */
import type { Check } from '../check.ts';
import { differences, type Template } from '../template.ts';
import { dev, guarded, tags } from '../variants.ts';

/** What CloudFormation cannot tag. */
const untagged = [
  'AWS::Events::EventBusPolicy',
  'AWS::KMS::Alias',
  'AWS::Lambda::Version',
  'AWS::S3::BucketPolicy',
  'AWS::SNS::Subscription',
  'AWS::SQS::QueuePolicy',
  'AWS::Scheduler::Schedule',
  'AWS::SecretsManager::ResourcePolicy',
];

const expected = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));

/** Only a pipe takes its tags as keys and values. */
function expectedOf({ at }: ReturnType<Template['one']>) {
  return at('Type') === 'AWS::Pipes::Pipe' ? tags : expected;
}

function taggable(template: Template) {
  return template.resources().filter(({ at }) => !untagged.includes(String(at('Type'))));
}

export const tagChecks: Check[] = [
  {
    rule: 'every resource carries the tags that are given, and none without them',
    problems: (template, { guards }) =>
      taggable(template).flatMap((resource) =>
        differences(resource, { 'Properties.Tags': guards ? expectedOf(resource) : undefined }),
      ),
    breaks: [
      { in: guarded, resource: 'RequestUserAccessLambdaFunction', path: 'Properties.Tags', to: undefined },
      { in: guarded, resource: 'ServerlessDeploymentBucket', path: 'Properties.Tags', to: undefined },
      { in: guarded, resource: 'OAuthSecret', path: 'Properties.Tags.1.Value', to: '4712' },
      { in: guarded, resource: 'OutcomePipe', path: 'Properties.Tags', to: expected },
      { in: dev, resource: 'Ledger', path: 'Properties.Tags', to: [] },
    ],
  },
];
