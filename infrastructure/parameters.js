/**
 * The parameters that guard a stage, open its front doors and have it watched, checked as a whole.
 */
import { publisherForm, publisherKind, topicArn } from './publishers.js';

/** @typedef {{ resolveVariable: (name: string) => Promise<any>, resolveConfigurationProperty: (path: string[]) => Promise<any>, options: { param?: string[] } }} Configuration */
/**
 * @template T
 * @typedef {(given: unknown) => { value: T } | { problem: string }} Kind
 */

const kinds = {
  customerManagedKey: flag,
  allowedPublishers: listOf((member) => publisherKind(member) !== undefined, publisherForm),
  allowedEntityIds: listOf(
    (member) => /^[\da-f]{8}-?([\da-f]{4}-?){3}[\da-f]{12}$/i.test(member),
    'the id of a Zuora entity: 32 hexadecimal digits, with or without hyphens',
  ),
  allowedUsernameDomains: listOf(
    (member) => /^[a-z\d-]+(\.[a-z\d-]+)+$/i.test(member),
    'a domain, such as example.com: what follows the @ of a username',
  ),
  removalPolicy: oneOf('Retain', 'Delete'),
  eventBus: flag,
  snsTopic: optional((given) => topicArn.test(given), 'the ARN of an SNS topic'),
  alarmTopic: optional((given) => topicArn.test(given), 'the ARN of an SNS topic'),
  expectedTrafficHours: hours(24),
  policyFile: path,
};

/**
 * @typedef {{ [Name in keyof typeof kinds]: Extract<ReturnType<(typeof kinds)[Name]>, { value: unknown }>['value'] }} StageParameters
 */

/**
 * Reads the parameters of the stage that is packaged. A value of `--param` is text whatever it stands for; a list is
 * then separated by commas.
 *
 * @param {Configuration} configuration
 * @returns {Promise<StageParameters>}
 * @throws Error naming every parameter that is unknown or malformed, and what it must be
 */
export async function parameters({ resolveVariable, resolveConfigurationProperty, options }) {
  const [declared, stage] = await Promise.all([resolveConfigurationProperty(['params']), resolveVariable('sls:stage')]);
  const known = Object.keys(declared.default);
  const given = [...Object.keys(declared[stage] ?? {}), ...(options.param ?? []).map((param) => param.split('=')[0])];
  const problems = given
    .filter((name) => !known.includes(name ?? ''))
    .map((name) => `${name}: there is no such parameter. There is ${known.join(', ')}`);

  const read = Object.fromEntries(
    await Promise.all(
      Object.entries(kinds).map(async ([name, kind]) => {
        const reading = kind(await resolveVariable(`param:${name}`));
        if ('problem' in reading) problems.push(`${name}: ${reading.problem}`);
        return [name, 'value' in reading ? reading.value : undefined];
      }),
    ),
  );
  if (problems.length > 0) {
    const error = new Error(['The parameters of serverless.yml or --param do not fit:', ...problems].join('\n- '));
    throw Object.assign(error, { stack: '' }); // The framework prints it, and it tells a person nothing.
  }
  return read;
}

/** @type {Kind<boolean>} */
function flag(given) {
  if (given === true || given === 'true') return { value: true };
  if (given === false || given === 'false') return { value: false };
  return { problem: `must be true or false, not ${quoted(given)}` };
}

/** @type {Kind<string>} */
function path(given) {
  return typeof given === 'string' && given !== '' ? { value: given } : { problem: 'must name a file of the project' };
}

/**
 * @template {string} T
 * @param {T[]} choices
 * @returns {Kind<T>}
 */
function oneOf(...choices) {
  return (given) => {
    const value = choices.find((choice) => choice === given);
    return value === undefined ? { problem: `must be ${choices.join(' or ')}, not ${quoted(given)}` } : { value };
  };
}

/**
 * @param {(given: string) => boolean} fits
 * @param {string} form
 * @returns {Kind<string>} empty for none
 */
function optional(fits, form) {
  return (given) =>
    typeof given === 'string' && (given === '' || fits(given))
      ? { value: given }
      : { problem: `must be ${form}, or '' for none, not ${quoted(given)}` };
}

/**
 * @param {number} most
 * @returns {Kind<number>} 0 for none
 */
function hours(most) {
  return (given) => {
    const value = typeof given === 'string' ? Number(given.trim() || Number.NaN) : given;
    return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= most
      ? { value }
      : { problem: `must be a whole number of hours from 1 to ${most}, or 0 for none, not ${quoted(given)}` };
  };
}

/**
 * @param {(member: string) => boolean} fits
 * @param {string} form
 * @returns {Kind<string[]>}
 */
function listOf(fits, form) {
  return (given) => {
    const members = typeof given === 'string' ? given.split(',').map((member) => member.trim()) : given;
    if (!Array.isArray(members)) return { problem: `must be a list, not ${quoted(given)}` };
    const misfits = members.filter((member) => typeof member !== 'string' || !fits(member));
    return misfits.length > 0
      ? { problem: `each must be ${form}, not ${misfits.map(quoted).join(' or ')}` }
      : { value: members };
  };
}

/** @param {unknown} value */
function quoted(value) {
  return JSON.stringify(value);
}
