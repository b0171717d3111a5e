/** The publishers outside this account that may send to the queues. */
import { type Arn, arnByName } from './names.ts';
import { allow, type Condition, type Statement, type Target } from './policy.ts';
import { publisherKind, type Senders } from './publisher.ts';
import type { Service } from './service.ts';

export const nobody: Senders = { principals: [], rules: [], topics: [] };

/** The publishers of the parameter `allowedPublishers`. */
export function allowedPublishers({ parameters }: Service): Senders {
  const ofKind = (kind: keyof Senders) =>
    parameters.allowedPublishers.filter((publisher) => publisherKind(publisher) === kind);
  return { principals: ofKind('principals'), rules: ofKind('rules'), topics: ofKind('topics') };
}

/** The rules of our own event bus that route to these queues. */
export function ownRules({ prefix, parameters }: Service, queues: readonly string[]): readonly Arn[] {
  return parameters.eventBus ? queues.map((queue) => arnByName('events', `rule/${prefix}/${prefix}-${queue}`)) : [];
}

/** The topic to which the queues are subscribed. */
export function ownTopics({ parameters }: Service): readonly string[] {
  return parameters.snsTopic === '' ? [] : [parameters.snsTopic];
}

/** All senders from outside that these queues admit. */
export function sendersTo(service: Service, queues: readonly string[]): Senders {
  const { principals, rules, topics } = allowedPublishers(service);
  return {
    principals,
    rules: [...rules, ...ownRules(service, queues)],
    topics: [...new Set([...topics, ...ownTopics(service)])],
  };
}

/**
 * Allows actions to senders. EventBridge and SNS act for every account, so they are admitted for named rules and topics
 * only.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html
 *
 * @param Condition for principals
 */
export function admit(
  { principals, rules, topics }: Senders,
  actions: readonly string[],
  resource: Target,
  Condition?: Condition,
): readonly Statement[] {
  const from = (sources: readonly (string | Arn)[]) => ({ ArnEquals: { 'aws:SourceArn': sources } });
  return [
    { some: principals, terms: { Sid: 'Publishers', Principal: { AWS: principals }, ...(Condition && { Condition }) } },
    { some: rules, terms: { Sid: 'Rules', Principal: { Service: 'events.amazonaws.com' }, Condition: from(rules) } },
    { some: topics, terms: { Sid: 'Topics', Principal: { Service: 'sns.amazonaws.com' }, Condition: from(topics) } },
  ].flatMap(({ some, terms }) => (some.length > 0 ? [allow(actions, resource, terms)] : []));
}
