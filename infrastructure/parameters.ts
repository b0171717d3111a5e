/** The parameters of a stage for security, front doors and monitoring, checked as a whole. */
import type * as z from 'zod/mini';
import { parseArn } from '../lib/arn.ts';
import { writtenEntityId } from '../lib/entity-id.ts';
import { writtenDomain } from '../lib/settings.ts';
import type { RemovalPolicy } from './cloudformation.ts';
import { publisher, topic } from './publisher.ts';

/** All parameters but durations and credentials. */
export interface StageParameters {
  readonly customerManagedKey: boolean;
  readonly allowedPublishers: readonly string[];
  readonly allowedEntityIds: readonly string[];
  readonly allowedUsernameDomains: readonly string[];
  readonly removalPolicy: RemovalPolicy;
  readonly eventBus: boolean;
  /** Empty for none. */
  readonly snsTopic: string;
  /** Empty for none. */
  readonly alarmTopic: string;
  /** 0 for none. */
  readonly expectedTrafficHours: number;
  readonly policyFile: string;
}

/** What the framework tells about parameters. */
interface Declarations {
  resolveVariable(name: string): Promise<unknown>;
  /** The parameters that serverless.yml declares, by stage. */
  resolveConfigurationProperty(path: ['params']): Promise<Readonly<Record<string, object>>>;
  readonly options: { readonly param?: readonly string[] };
}

/** Reads the value of a parameter, which may be of any type. */
type Kind<T> = (given: unknown) => Reading<T>;

/** What a text must look like. */
type Form = z.ZodMiniType<string>;

type Reading<T> = { readonly value: T } | { readonly problem: string };

const kinds: { readonly [Name in keyof StageParameters]: Kind<StageParameters[Name]> } = {
  customerManagedKey: flag,
  allowedPublishers: listOf(publisher),
  allowedEntityIds: listOf(writtenEntityId),
  allowedUsernameDomains: listOf(writtenDomain),
  removalPolicy: oneOf('Retain', 'Delete'),
  eventBus: flag,
  snsTopic: optional(topic),
  alarmTopic: optional(topic),
  expectedTrafficHours: hours(24),
  policyFile: path,
};

/**
 * Reads the parameters of the stage that is packaged. `--param` gives every value as text, and a list with commas.
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
  if (typeof read.alarmTopic === 'string' && read.alarmTopic !== '' && parseArn(read.alarmTopic).region !== region) {
    problems.push(`alarmTopic: must be in ${region}, the region of the stage, because an alarm notifies no other`);
  }
  if (problems.length > 0) throw badParameters(problems);
  return read;
}

/** @param problems each with the name of its parameter */
export function badParameters(problems: readonly string[]): Error {
  const error = new Error(['These parameters in serverless.yml or --param are wrong:', ...problems].join('\n- '));
  return Object.assign(error, { stack: '' }); // The framework would print it.
}

function flag(given: unknown): Reading<boolean> {
  if (given === true || given === 'true') return { value: true };
  if (given === false || given === 'false') return { value: false };
  return { problem: `must be true or false, not ${quoted(given)}` };
}

function path(given: unknown): Reading<string> {
  return typeof given === 'string' && given !== ''
    ? { value: given }
    : { problem: 'must be the path of a file in this project' };
}

function oneOf<T extends string>(...choices: T[]): Kind<T> {
  return (given) => {
    const value = choices.find((choice) => choice === given);
    return value === undefined ? { problem: `must be ${choices.join(' or ')}, not ${quoted(given)}` } : { value };
  };
}

/** @returns empty for none */
function optional(form: Form): Kind<string> {
  return (given) =>
    typeof given === 'string' && (given === '' || form.safeParse(given).success)
      ? { value: given }
      : { problem: `${demandOf(form)}, or '' for none, not ${quoted(given)}` };
}

/** @returns 0 for none */
function hours(max: number): Kind<number> {
  return (given) => {
    const value = typeof given === 'string' ? Number(given.trim() || Number.NaN) : given;
    return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= max
      ? { value }
      : { problem: `must be a whole number of hours from 1 to ${max}, or 0 for none, not ${quoted(given)}` };
  };
}

function listOf(form: Form): Kind<string[]> {
  return (given) => {
    const members = typeof given === 'string' ? given.split(',').map((member) => member.trim()) : given;
    if (!Array.isArray(members)) return { problem: `must be a list, not ${quoted(given)}` };
    const misfits = members.filter((member) => !form.safeParse(member).success);
    return misfits.length > 0
      ? { problem: `each ${demandOf(form)}, not ${misfits.map(quoted).join(' or ')}` }
      : { value: members };
  };
}

/** The error message of a form. No form allows the empty text. */
function demandOf(form: Form): string {
  return form.safeParse('').error?.issues[0]?.message ?? '';
}

function quoted(value: unknown): string {
  return JSON.stringify(value);
}
