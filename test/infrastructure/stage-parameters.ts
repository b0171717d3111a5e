/** The parameters of a stage that sets none. */
export const unguarded = {
  removalPolicy: 'Retain' as const,
  customerManagedKey: false,
  allowedPublishers: [],
  allowedEntityIds: [],
  allowedUsernameDomains: [],
  protectedUsernames: [],
  eventBus: false,
  snsTopic: '',
  alarmTopic: '',
  expectedTrafficHours: 0,
  policyFile: 'policy.yml',
  permissionsBoundary: '',
  tags: {},
  subnetIds: [],
  securityGroupIds: [],
  tracing: false,
};
