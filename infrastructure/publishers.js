/**
 * Who, besides this account's own principals, may send to the queues.
 */
import { arnByName } from './names.js';
import { allow } from './policy.js';

/** @typedef {import('./names.js').Arn} Arn */
/** @typedef {import('./service.js').Service} Service */

/**
 * Kinds of publishers apart, because a policy admits each in its own way.
 *
 * @typedef {{ principals: string[], rules: (string | Arn)[], topics: string[] }} Senders
 */

export const topicArn = /^arn:aws[a-z-]*:sns:[a-z\d-]+:\d{12}:[\w-]+(\.fifo)?$/;

/** @type {[keyof Senders, RegExp][]} */
const forms = [
  ['principals', /^\d{12}$/],
  ['principals', /^arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=.@/-]+$/],
  ['rules', /^arn:aws[a-z-]*:events:[a-z\d-]+:\d{12}:rule\/[\w./-]+$/],
  ['topics', topicArn],
];

export const publisherForm =
  'an account id of 12 digits, in quotes, or the ARN of a role, an EventBridge rule or an SNS topic, without a wildcard';

/** @param {string} publisher */
export function publisherKind(publisher) {
  return forms.find(([, form]) => form.test(publisher))?.[0];
}

/**
 * The publishers that a parameter lets in from outside.
 *
 * @param {Service} service
 * @returns {Senders}
 */
export function allowedPublishers({ parameters }) {
  /** @param {keyof Senders} kind */
  const ofKind = (kind) => parameters.allowedPublishers.filter((publisher) => publisherKind(publisher) === kind);
  return { principals: ofKind('principals'), rules: ofKind('rules'), topics: ofKind('topics') };
}

/**
 * The rules of our own event bus that route to these queues.
 *
 * @param {Service} service
 * @param {string[]} queues
 */
export function ownRules({ prefix, parameters }, queues) {
  return parameters.eventBus ? queues.map((queue) => arnByName('events', `rule/${prefix}/${prefix}-${queue}`)) : [];
}

/**
 * The topic that the queues are subscribed to.
 *
 * @param {Service} service
 */
export function ownTopics({ parameters }) {
  return parameters.snsTopic === '' ? [] : [parameters.snsTopic];
}

/**
 * Everybody from outside who may send to these queues.
 *
 * @param {Service} service
 * @param {string[]} queues
 * @returns {Senders}
 */
export function sendersTo(service, queues) {
  const { principals, rules, topics } = allowedPublishers(service);
  return {
    principals,
    rules: [...rules, ...ownRules(service, queues)],
    topics: [...new Set([...topics, ...ownTopics(service)])],
  };
}

/**
 * Lets senders do something. A service acts for every account: it is admitted for the named rules and topics only.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html
 *
 * @param {Senders} senders
 * @param {string[]} actions
 * @param {Arn | '*'} resource
 * @param {object} [Condition] on which principals are admitted
 */
export function admit({ principals, rules, topics }, actions, resource, Condition) {
  /** @param {(string | Arn)[]} sources */
  const from = (sources) => ({ ArnEquals: { 'aws:SourceArn': sources } });
  return [
    { some: principals, terms: { Sid: 'Publishers', Principal: { AWS: principals }, ...(Condition && { Condition }) } },
    { some: rules, terms: { Sid: 'Rules', Principal: { Service: 'events.amazonaws.com' }, Condition: from(rules) } },
    { some: topics, terms: { Sid: 'Topics', Principal: { Service: 'sns.amazonaws.com' }, Condition: from(topics) } },
  ].flatMap(({ some, terms }) => (some.length > 0 ? [allow(actions, resource, terms)] : []));
}
