/** Properties of every policy and every person. */
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { checkedPolicy, entities, reading, written } from '../../../fuzz/fixtures/policies.ts';
import type { Attribute, Person } from '../../../lib/identity/person.ts';
import type { ChangeKind, PersonReading } from '../../../lib/identity/reading.ts';
import { decideAccess } from '../../../lib/policy/access-decision.ts';
import { canonicalEvents, messageBody } from '../../../lib/policy/canonical-events.ts';
import { checkPolicy, type Policy } from '../../../lib/policy/policy.ts';

const { home, ...others } = entities;
const names = Object.keys(others);
const changes: readonly ChangeKind[] = [
  'joined',
  'changed',
  'left',
  'added-to-group',
  'removed-from-group',
  'access-approved',
];

// Only a few words, so that they often match.
const word = fc.constantFrom('a', 'ab', 'abc', 'b', 'A');
const attribute = fc.constantFrom('department', 'country', 'groups', 'userType', '__proto__', 'constructor', 'title');
const matcher = fc.oneof(
  { weight: 4, arbitrary: word },
  word.map((prefix) => ({ prefix })),
  word.map((suffix) => ({ suffix })),
  word.map((text) => ({ 'equals-ignore-case': text })),
  word.map((text) => ({ 'anything-but': text })),
  fc.boolean().map((exists) => ({ exists })),
);
const when = fc.dictionary(attribute, fc.array(matcher, { minLength: 1, maxLength: 2 }), { minKeys: 1, maxKeys: 2 });
const chosen = fc.subarray(names, { minLength: 1 });
const rule = fc.oneof(
  fc.record({ when, grant: chosen }),
  fc.record({ when, grant: chosen }),
  fc.record({ when, deny: chosen }),
);
const consequence = fc.constantFrom('report', 'revoke');
const policies: fc.Arbitrary<Policy> = fc
  .record({
    version: fc.constant(1),
    username: fc.constant(['userName', 'email']),
    entities: fc.constant(entities),
    homeEntity: fc.constant('home'),
    rules: fc.array(rule, { maxLength: 5 }).map((rules) => rules.map((one, index) => ({ id: `r${index}`, ...one }))),
    on: fc.record({ left: consequence, groupRemoved: consequence, ruleNoLongerMatches: consequence }),
  })
  .filter((policy) => checkPolicy(policy).success)
  .map(checkedPolicy);

const value: fc.Arbitrary<Attribute> = fc.oneof(word, fc.boolean(), fc.integer(), fc.array(word, { maxLength: 3 }));
const persons: fc.Arbitrary<Person> = fc.dictionary(attribute, value, { maxKeys: 4 });
const readings: fc.Arbitrary<PersonReading> = fc
  .record({
    change: fc.constantFrom(...changes),
    person: persons,
    groups: fc.array(word, { maxLength: 3 }),
    id: fc.string(),
  })
  .map(({ change, person, groups, id }) => reading(change, person, { groups, id }));

const runs = { numRuns: 500 };

function targets(policy: Policy, read: PersonReading): { granted: string[]; revoked: string[] } {
  const decision = decideAccess(policy, read);
  const events = decision.kind === 'access-change' ? canonicalEvents(policy, decision, read, 'plain') : [];
  const of = (type: string) =>
    events.filter((event) => event.type.includes(type)).flatMap(({ data }) => data.targetEntityIds);
  return { granted: of('requested'), revoked: of('revoked') };
}
const idsOf = (chosen: readonly string[]) => chosen.map((name) => entities[name as keyof typeof entities]);

test('only entities of a matching rule are granted, and none that a matching rule denies', () => {
  fc.assert(
    fc.property(policies, readings, (policy, read) => {
      const { granted } = targets(policy, read);
      const { judgements } = decideAccess(policy, read);
      const matching = judgements.filter(({ verdict }) => verdict === 'matches').map(({ rule }) => rule);
      expect(idsOf(matching.flatMap(({ grant }) => grant ?? []))).toEqual(expect.arrayContaining(granted));
      const denied = idsOf(matching.flatMap(({ deny }) => deny ?? []));
      expect(granted.filter((id) => denied.includes(id))).toEqual([]);
    }),
    runs,
  );
});

test('a reason names only rules of its own access: each grants, denies or no longer grants one of the entities', () => {
  fc.assert(
    fc.property(policies, readings, (policy, read) => {
      const decision = decideAccess(policy, read);
      if (decision.kind !== 'access-change') return;
      const { judgements, grant, revoke, report } = decision;
      const judgementsOf = (ids: readonly string[]) => judgements.filter(({ rule }) => ids.includes(rule.id));
      for (const { rule, verdict } of judgementsOf(decision.grantedBy)) {
        expect(verdict).toBe('matches');
        expect(grant.some((entity) => rule.grant?.includes(entity))).toBe(true);
      }
      for (const { rule, verdict } of judgementsOf(decision.endedBy)) {
        const denied = verdict === 'matches' ? (rule.deny ?? []) : (rule.grant ?? []);
        expect([...revoke, ...report].some((entity) => denied.includes(entity))).toBe(true);
      }
      for (const event of canonicalEvents(policy, decision, read, 'plain')) {
        const rules = event.type.includes('requested') ? decision.grantedBy : decision.endedBy;
        const reason = rules.length === 0 ? read.change : `${read.change}, by policy: ${rules.join(', ')}`;
        expect(event.data.reason).toBe(reason);
      }
    }),
    runs,
  );
});

test('home is never granted or revoked, and no entity is both', () => {
  fc.assert(
    fc.property(policies, readings, (policy, read) => {
      const { granted, revoked } = targets(policy, read);
      expect([...granted, ...revoked]).not.toContain(home);
      expect(granted.filter((id) => revoked.includes(id))).toEqual([]);
    }),
    runs,
  );
});

test('an event with fewer attributes of a person never revokes more', () => {
  fc.assert(
    fc.property(policies, persons, attribute, (policy, person, silent) => {
      const { [silent]: _, ...less } = person;
      const { revoked } = targets(policy, reading('changed', person));
      expect(revoked).toEqual(expect.arrayContaining(targets(policy, reading('changed', less)).revoked));
    }),
    runs,
  );
});

test('an event without attributes revokes nothing, unless the person left', () => {
  fc.assert(
    fc.property(policies, fc.constantFrom(...changes), (policy, change) => {
      const { revoked } = targets(policy, reading(change));
      if (change !== 'left') expect(revoked).toEqual([]);
    }),
    runs,
  );
});

test('nothing is revoked if the policy says to report', () => {
  fc.assert(
    fc.property(policies, readings, ({ on: _, ...policy }, read) => {
      expect(targets(checkedPolicy(policy), read).revoked).toEqual([]);
    }),
    runs,
  );
});

test('a repeated translation gives the same bytes, whatever the order of the attributes', () => {
  fc.assert(
    fc.property(policies, readings, (policy, read) => {
      const bodies = (one: PersonReading) => {
        const decision = decideAccess(policy, one);
        return decision.kind === 'access-change'
          ? canonicalEvents(policy, decision, one, 'plain').map(messageBody)
          : [];
      };
      const again = { ...read, person: Object.fromEntries(Object.entries(read.person).reverse()) };
      expect(bodies(again)).toEqual(bodies(read));
    }),
    runs,
  );
});

test('a message’s body is the event, whatever its texts, without what SQS refuses or EventBridge Scheduler replaces', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom('<aws.scheduler.schedule-arn>', '<aws.scheduler.attempt-number>', '\uFFFE<\uFFFF>'),
  );
  fc.assert(
    fc.property(text, text, text, (userName, id, reason) => {
      const read = reading('left', { userName }, { id, audit: { reason } });
      const revoking = checkedPolicy({ ...written(), on: { left: 'revoke' } });
      const decision = decideAccess(revoking, read);
      for (const event of decision.kind === 'access-change' ? canonicalEvents(revoking, decision, read, 'plain') : []) {
        const body = messageBody(event);
        expect(JSON.parse(body)).toEqual(event);
        expect(body).not.toMatch(/[\uFFFE\uFFFF]|<aws\.scheduler\./);
      }
    }),
    runs,
  );
});

test('a policy of any form is read or refused without an exception', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.constantFrom('', 'entities', 'rules', 'username', 'on'), (value, part) => {
      const policy =
        part === '' ? value : { version: 1, username: 'email', entities, homeEntity: 'home', rules: [], [part]: value };
      expect(typeof checkPolicy(policy).success).toBe('boolean');
    }),
    { numRuns: 500 },
  );
});
