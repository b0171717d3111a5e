import { describe, expect, test } from '@jest/globals';
import { chooseQueues, hasDeadLetterQueue, queuesOf } from '../../../operator/stack/stack.ts';

const url = (name: string) => `https://sqs.eu-west-1.amazonaws.com/123456789012/zuora-access-${name}`;
const urls = [
  url('dev-user-access-requests'),
  url('dev-user-access-requests-dlq'),
  url('dev-entity-connections'),
  url('dev-entity-connections-dlq'),
  url('dev-eu-user-access-requests'),
  url('dev-eu-user-access-requests-dlq'),
  url('dev-account-looks'),
  url('dev-without-dead-letters'),
];

describe('the queues of a stage', () => {
  test('are those with a dead-letter queue or without events, and none of a stage whose name begins alike', () => {
    expect(queuesOf('dev', ['dev', 'dev-eu'], urls).map(({ name }) => name)).toEqual([
      'account-looks',
      'entity-connections',
      'user-access-requests',
    ]);
    expect(queuesOf('dev-eu', ['dev', 'dev-eu'], urls)).toEqual([
      {
        name: 'user-access-requests',
        sourceUrl: url('dev-eu-user-access-requests'),
        deadLetterUrl: url('dev-eu-user-access-requests-dlq'),
      },
    ]);
  });

  test('are chosen by name, or by that of their dead-letter queue', () => {
    const queues = queuesOf('dev', ['dev', 'dev-eu'], urls);
    const stack = {
      stage: 'dev',
      queues,
      ledger: 'zuora-access-dev-ledger',
      accounts: 'zuora-access-dev-accounts',
      people: 'zuora-access-dev-people',
      audit: 'zuora-access-dev-audit',
      secret: 'zuora-access/dev/oauth',
    };
    const names = (name?: string) => chooseQueues(stack, name).map((queue) => queue.name);
    expect(names()).toHaveLength(3);
    expect(queues.filter(hasDeadLetterQueue)).toHaveLength(2);
    expect(names('account-looks')).toEqual(['account-looks']);
    expect(names('entity-connections')).toEqual(['entity-connections']);
    expect(names('entity-connections-dlq')).toEqual(['entity-connections']);
    expect(names('zuora-access-dev-entity-connections')).toEqual(['entity-connections']);
    expect(names('zuora-access-dev-entity-connections-dlq')).toEqual(['entity-connections']);
    expect(() => names('zuora-access-prod-entity-connections')).toThrow('There is no queue');
    expect(() => names('entity-conections')).toThrow('Did you mean entity-connections? Its queues: ');
    expect(() => names('other')).toThrow('Its queues: account-looks, entity-connections, user-access-requests.');
  });
});
