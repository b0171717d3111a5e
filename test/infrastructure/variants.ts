/** The ways to package the service whose templates are checked. */

/** What a template is to hold, apart from what holds for all. */
export interface Variant {
  readonly name: string;
  readonly stage: string;
  readonly removalPolicy: 'Retain' | 'Delete';
  /** Everything that is off by default is on: as `--param` gives it. */
  readonly guards?: Readonly<Record<string, string>>;
}

export const dev: Variant = { name: 'stage dev', stage: 'dev', removalPolicy: 'Delete' };
export const prod: Variant = { name: 'stage prod', stage: 'prod', removalPolicy: 'Retain' };
export const local: Variant = { name: 'stage local', stage: 'local', removalPolicy: 'Delete' };

export const publishers = {
  account: '111122223333',
  role: 'arn:aws:iam::444455556666:role/hr/publisher',
  rule: 'arn:aws:events:us-east-1:123456789012:rule/hr/joiners',
  topic: 'arn:aws:sns:us-east-1:444455556666:leavers',
};
export const snsTopic = 'arn:aws:sns:eu-west-1:444455556666:identity-events';

export const alarmTopic = 'arn:aws:sns:us-east-1:123456789012:on-call';

export const outcomeBus = 'arn:aws:events:us-east-1:123456789012:event-bus/access-outcomes';

export const permissionsBoundary = 'arn:aws:iam::123456789012:policy/platform/boundary';
export const tags = { team: 'identity', 'cost-center': '4711' };
export const vpc = {
  subnetIds: ['subnet-0123456789abcdef0', 'subnet-0fedcba9876543210'],
  securityGroupIds: ['sg-0123456789abcdef0'],
};

/** As many as an event can name. */
function entityIds(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `5eed0000-0000-4000-8000-${String(index).padStart(12, '0')}`);
}

export const guarded: Variant = {
  name: 'stage prod with every parameter on',
  stage: 'prod',
  removalPolicy: 'Retain',
  guards: {
    customerManagedKey: 'true',
    allowedPublishers: Object.values(publishers).join(', '),
    allowedEntityIds: entityIds(100).join(),
    allowedUsernameDomains: 'example.com,example.org',
    protectedUsernames: 'zuora-service@example.com,zuora-subsidiaries@example.com',
    eventBus: 'true',
    snsTopic,
    alarmTopic,
    expectedTrafficHours: '8',
    outcomeBus,
    pendingAlarmDays: '12',
    zuoraCallsInFlight: '40',
    personRetentionDays: '730',
    permissionsBoundary,
    tags: Object.entries(tags)
      .map(([key, value]) => `${key}=${value}`)
      .join(),
    subnetIds: vpc.subnetIds.join(),
    securityGroupIds: vpc.securityGroupIds.join(),
    tracing: 'true',
  },
};

export const variants: readonly Variant[] = [dev, prod, local, guarded];
