/** The parameters of a stage for security, front doors and monitoring, checked as a whole. */
import { parseArn } from '../lib/arn.ts';
import { writtenEntityId } from '../lib/entity-id.ts';
import { maxProtectedUsernames, protectedUsername, writtenDomain } from '../lib/settings.ts';
import { busArn } from './bus-arn.ts';
import type { RemovalPolicy } from './cloudformation.ts';
import { count, countFromOne, flag, type Kind, listOf, oneOf, optional, path, tags } from './parameter-kinds.ts';
import { policyArn } from './permissions-boundary.ts';
import { publisher, topic } from './publisher.ts';
import type { Tags } from './tags.ts';
import { securityGroupId, subnetId } from './vpc-ids.ts';

/** All parameters but durations and credentials. */
export interface StageParameters {
  readonly customerManagedKey: boolean;
  readonly allowedPublishers: readonly string[];
  readonly allowedEntityIds: readonly string[];
  readonly allowedUsernameDomains: readonly string[];
  readonly protectedUsernames: readonly string[];
  readonly removalPolicy: RemovalPolicy;
  readonly eventBus: boolean;
  /** Empty for none. */
  readonly snsTopic: string;
  /** Empty for none. */
  readonly alarmTopic: string;
  /** 0 for none. */
  readonly expectedTrafficHours: number;
  /** How long the audit log keeps an entry. */
  readonly auditRetentionDays: number;
  /** How long the service remembers a person after they left. */
  readonly personRetentionDays: number;
  /** Empty for none. */
  readonly outcomeBus: string;
  /** 0 for none. */
  readonly pendingAlarmDays: number;
  /** Calls to Zuora at once, of all functions together. */
  readonly zuoraCallsInFlight: number;
  readonly policyFile: string;
  /** Empty for none. */
  readonly permissionsBoundary: string;
  readonly tags: Tags;
  /** Empty for no VPC, as are the security groups then. */
  readonly subnetIds: readonly string[];
  readonly securityGroupIds: readonly string[];
  readonly tracing: boolean;
}

/** What the framework tells about parameters. */
interface Declarations {
  resolveVariable(name: string): Promise<unknown>;
  /** The parameters that serverless.yml declares, by stage. */
  resolveConfigurationProperty(path: ['params']): Promise<Readonly<Record<string, object>>>;
  readonly options: { readonly param?: readonly string[] };
}

/** What Zuora allows in an entity: https://developer.zuora.com/docs/guides/rate-limits/ */
const maxCallsInFlight = 40;

/** A hundred years. */
const maxRetentionDays = 36_500;

const kinds: { readonly [Name in keyof StageParameters]: Kind<StageParameters[Name]> } = {
  customerManagedKey: flag,
  allowedPublishers: listOf(publisher),
  allowedEntityIds: listOf(writtenEntityId),
  allowedUsernameDomains: listOf(writtenDomain),
  protectedUsernames: listOf(protectedUsername, maxProtectedUsernames),
  removalPolicy: oneOf('Retain', 'Delete'),
  eventBus: flag,
  snsTopic: optional(topic),
  alarmTopic: optional(topic),
  auditRetentionDays: countFromOne('days', maxRetentionDays),
  personRetentionDays: countFromOne('days', maxRetentionDays),
  outcomeBus: optional(busArn),
  expectedTrafficHours: count('hours', 24),
  pendingAlarmDays: count('days', 29),
  zuoraCallsInFlight: countFromOne('calls', maxCallsInFlight),
  policyFile: path,
  permissionsBoundary: optional(policyArn),
  tags,
  subnetIds: listOf(subnetId),
  securityGroupIds: listOf(securityGroupId),
  tracing: flag,
};

/**
 * Reads the parameters of the stage that is packaged.
 *
 * @throws Error that names every parameter that is unknown or malformed, and what it must be
 */
export async function parameters({
  resolveVariable,
  resolveConfigurationProperty,
  options,
}: Declarations): Promise<StageParameters> {
  const [declared, stage] = await Promise.all([resolveConfigurationProperty(['params']), resolveVariable('sls:stage')]);
  const known = Object.keys(declared['default'] ?? {});
  const given = [
    ...Object.keys(declared[String(stage)] ?? {}),
    ...(options.param ?? []).map((param) => param.split('=')[0]),
  ];
  const problems = given
    .filter((name) => !known.includes(name ?? ''))
    .map((name) => `${name}: there is no such parameter. These exist: ${known.join(', ')}`);

  const region = await resolveVariable('self:provider.region');
  const read = Object.fromEntries(
    await Promise.all(
      Object.entries(kinds).map(async ([name, kind]) => {
        const reading = kind(await resolveVariable(`param:${name}`));
        if ('problem' in reading) problems.push(`${name}: ${reading.problem}`);
        return [name, 'value' in reading ? reading.value : undefined];
      }),
    ),
  );
  problems.push(...conflicts(read, String(region)));
  if (problems.length > 0) throw badParameters(problems);
  return read;
}

/** @param problems each with the name of its parameter */
export function badParameters(problems: readonly string[]): Error {
  const error = new Error(['These parameters in serverless.yml or --param are wrong:', ...problems].join('\n- '));
  return Object.assign(error, { stack: '' }); // The framework would print it.
}

/**
 * @param read without those that are malformed
 * @param region of the stage
 * @returns what does not fit together
 */
function conflicts(
  { alarmTopic, outcomeBus, subnetIds, securityGroupIds }: Partial<StageParameters>,
  region: string,
): string[] {
  const problems: string[] = [];
  if (alarmTopic && parseArn(alarmTopic).region !== region) {
    problems.push(`alarmTopic: must be in ${region}, the region of the stage, because an alarm notifies no other`);
  }
  if (outcomeBus && parseArn(outcomeBus).region !== region) {
    problems.push(`outcomeBus: must be in ${region}, the region of the stage, because a pipe sends to no other`);
  }
  if (subnetIds && securityGroupIds && (subnetIds.length === 0) !== (securityGroupIds.length === 0)) {
    const missing = subnetIds.length === 0 ? 'subnetIds' : 'securityGroupIds';
    problems.push(`${missing}: must not be empty, because a function in a VPC needs subnets and security groups`);
  }
  return problems;
}
