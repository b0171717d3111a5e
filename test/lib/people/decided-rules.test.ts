import { expect, test } from '@jest/globals';
import { entities, policy, reading } from '../../../fuzz/fixtures/policies.ts';
import { nothingDecided } from '../../../lib/people/decided-access.ts';
import { decidedEvents } from '../../../lib/people/decided-event.ts';

test('a decision names the same rules in any order of the policy, however many there are', () => {
  const rules = Array.from({ length: 150 }, (_, index) => `rule-${index}`);
  const dataOf = (ids: readonly string[]) => {
    const decided = { ...nothingDecided, assignments: new Map([[entities.germany, ids]]), home: entities.home };
    const person = { id: 'ada', accounts: [], logins: [{ login: 'ada', generation: 1 }], decided, revision: 1 };
    const [event] = decidedEvents(policy(), person, { reading: reading('joined'), source: 'scim', rules: [] });
    return event?.data;
  };
  expect(dataOf(rules)?.ruleAssignments).toEqual([{ entityId: entities.germany, rules: expect.anything() }]);
  expect(dataOf(rules.toReversed())).toEqual(dataOf(rules));
});
