/** What it takes to decide about a person, by the rules of a policy. */
import { policy, reading, revoking } from '../../../fuzz/fixtures/policies.ts';
import { unknownPerson } from '../../../lib/people/known-person.ts';
import { changedBy } from '../../../lib/people/person-change.ts';
import type { Policy } from '../../../lib/policy/policy.ts';
import { type Curve, cpuTimeOf } from './curve.ts';

const sizes = [125, 250, 500, 1000];
const entities = 100;

export const policyDecisions: Curve = {
  name: 'policy-decisions',
  title: 'Decide about a person, half of the rules deny',
  size: `rules, each for up to ${entities} entities`,
  cost: 'CPU ms',
  measure: () =>
    sizes.map((size) => {
      const rules = policyOf(size);
      const joined = reading('joined', { groups: ['staff'] });
      return { size, cost: cpuTimeOf(() => changedBy(rules, unknownPerson('ada'), joined, 'okta')) };
    }),
};

/** Every second rule denies half of what the others grant. */
function policyOf(count: number): Policy {
  const names = Array.from({ length: entities }, (_, index) => `e${index}`);
  const ids = Object.fromEntries(names.map((name, index) => [name, `5eed0000000040008000000000000${index + 100}`]));
  const [homeEntity = '', ...offices] = names;
  const rules = Array.from({ length: count }, (_, index) => ({
    id: `rule-${index}`,
    when: { groups: [{ prefix: 'staff' }] },
    ...(index % 2 === 0 ? { grant: offices } : { deny: offices.slice(0, entities / 2) }),
  }));
  return policy({ entities: ids, homeEntity, rules, on: revoking });
}
