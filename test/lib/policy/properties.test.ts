/** Properties of every policy and every person. */
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { userAccessDecided } from '../../../events/user-access-decided.ts';
import { checkedPolicy, entities, reading, written } from '../../../fuzz/fixtures/policies.ts';
import { check } from '../../../lib/check.ts';
import type { Attribute, Person } from '../../../lib/identity/person.ts';
import { changeKinds, type PersonReading } from '../../../lib/identity/reading.ts';
import { decidedEvents, messageBody } from '../../../lib/people/decided-event.ts';
import type { SourceReading } from '../../../lib/people/identification.ts';
import { type KnownPerson, unknownPerson } from '../../../lib/people/known-person.ts';
import { changedBy } from '../../../lib/people/person-change.ts';
import { checkPolicy, type Policy } from '../../../lib/policy/policy.ts';
import { tryReading } from '../../../operator/policy/trial.ts';

const { home, ...others } = entities;
const names = Object.keys(others);

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
  fc.record({ when, deny: chosen, unknown: fc.constant('grant') }),
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
    change: fc.constantFrom(...changeKinds),
    person: persons,
    groups: fc.array(word, { maxLength: 3 }),
    id: fc.string(),
  })
  .map(({ change, person, groups, id }) => reading(change, person, { groups, id }));

const runs = { numRuns: 500 };

const tried = (policy: Policy, read: PersonReading) => tryReading(policy, read, 'plain');

/** The ids of the entities that an event gives and ends, for somebody of whom nothing else is known. */
function targets(policy: Policy, read: PersonReading) {
  const { line, events } = tried(policy, read);
  const { data } = events[0] ?? {};
  return {
    // Of somebody suspended they only say what comes back.
    granted: data?.isSuspended ? [] : (data?.ruleAssignments.map(({ entityId }) => entityId) ?? []),
    over: [...(data?.denials ?? []), ...(data?.ended ?? [])].map(({ entityId }) => entityId),
    revoked: idsOf(line.revoked ?? []),
    hasLeft: data?.hasLeft ?? false,
  };
}
const idsOf = (chosen: readonly string[]) => chosen.map((name) => entities[name as keyof typeof entities]);

test('only entities of a matching rule are granted, and none that a matching rule denies', () => {
  fc.assert(
    fc.property(policies, readings, (policy, read) => {
      const { granted } = targets(policy, read);
      const { judgements, line } = tried(policy, read);
      expect(new Set(idsOf(line.granted ?? []))).toEqual(new Set(granted));
      const matching = judgements.filter(({ verdict }) => verdict === 'matches').map(({ rule }) => rule);
      expect(idsOf(matching.flatMap(({ grant }) => grant ?? []))).toEqual(expect.arrayContaining(granted));
      // What is unknown may make a rule deny. Unless it says so, it gives nothing meanwhile.
      const denying = judgements.filter(
        ({ rule, verdict, unknown }) => verdict === 'matches' && (unknown.length === 0 || rule.unknown !== 'grant'),
      );
      const denied = idsOf(denying.flatMap(({ rule: { deny } }) => deny ?? []));
      expect(granted.filter((id) => denied.includes(id))).toEqual([]);
    }),
    runs,
  );
});

test('a reason names only rules of its own access: each grants, denies or no longer grants one of the entities', () => {
  fc.assert(
    fc.property(policies, readings, (policy, read) => {
      const { line, judgements, events } = tried(policy, read);
      const { granted = [], revoked = [], reported = [], grantedBy = [], endedBy = [] } = line;
      const judgementsOf = (ids: readonly string[]) => judgements.filter(({ rule }) => ids.includes(rule.id));
      for (const { rule, verdict } of judgementsOf(grantedBy)) {
        expect(verdict).toBe('matches');
        expect(granted.some((entity) => rule.grant?.includes(entity))).toBe(true);
      }
      for (const { rule, verdict } of judgementsOf(endedBy)) {
        const denied = verdict === 'matches' ? (rule.deny ?? []) : (rule.grant ?? []);
        expect([...revoked, ...reported].some((entity) => denied.includes(entity))).toBe(true);
      }
      for (const { data } of events) {
        const rules = [...grantedBy, ...endedBy];
        expect(data.reason).toBe(rules.length === 0 ? read.change : `${read.change}, by policy: ${rules.join(', ')}`);
      }
    }),
    runs,
  );
});

test('home is never granted or revoked, and no entity is both', () => {
  fc.assert(
    fc.property(policies, readings, (policy, read) => {
      const { granted, over, revoked } = targets(policy, read);
      expect([...granted, ...over, ...revoked]).not.toContain(home);
      expect(granted.filter((id) => [...over, ...revoked].includes(id))).toEqual([]);
    }),
    runs,
  );
});

/** What several events of two sources say of one person, at few times. */
const histories = fc.array(
  fc
    .tuple(readings, fc.constantFrom('21', '22', '23'), fc.constantFrom('plain', 'okta'))
    .map(([read, day, source]) => ({
      reading: { ...read, id: 'event-1', time: `2026-11-${day}T09:30:00.000Z` },
      source,
    })),
  { maxLength: 4 },
);

function after(policy: Policy, before: KnownPerson, history: readonly SourceReading[]): KnownPerson {
  return history.reduce((known, said) => changedBy(policy, known, said.reading, said.source).person, before);
}

test('whatever sources say in turn, and after a change of the policy, a decision keeps to its contract and is without home', () => {
  fc.assert(
    fc.property(policies, policies, fc.boolean(), histories, histories, (policy, newer, isMoved, one, two) => {
      const changed = isMoved ? withHome('germany', newer) : newer;
      const unknown = { ...unknownPerson('ada'), logins: [{ login: 'ada@example.com', generation: 1 }] };
      const person = after(changed, after(policy, unknown, one), two);
      for (const event of decidedEvents(changed, person, { ...lastOf(two), rules: [] })) {
        const checked = check(userAccessDecided.schema, event);
        expect(checked.success ? [] : checked.problems).toEqual([]);
        const { entityId: homeId, ruleAssignments, denials, ended } = event.data;
        expect([...ruleAssignments, ...denials, ...ended].map(({ entityId }) => entityId)).not.toContain(homeId);
      }
    }),
    runs,
  );
});

test('what is said again changes neither what a person gets nor what is denied', () => {
  fc.assert(
    fc.property(policies, histories, (policy, history) => {
      const person = after(policy, unknownPerson('ada'), history);
      const last = after(policy, person, history.slice(-1));
      expect([last.revision, last.decided]).toEqual([person.revision, person.decided]);
      const { decided } = after(policy, person, history);
      expect([decided.assignments, decided.denials, decided.hasLeft]).toEqual([
        person.decided.assignments,
        person.decided.denials,
        person.decided.hasLeft,
      ]);
    }),
    runs,
  );
});

function withHome(homeEntity: string, policy: Policy): Policy {
  const rules = policy.rules.filter(({ grant = [], deny = [] }) => ![...grant, ...deny].includes(homeEntity));
  return checkedPolicy({ ...policy, homeEntity, rules });
}

function lastOf(history: readonly SourceReading[]): SourceReading {
  return history.at(-1) ?? { reading: reading('changed'), source: 'plain' };
}

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

test('an event without attributes revokes nothing, unless the person left or is suspended', () => {
  fc.assert(
    fc.property(policies, fc.constantFrom(...changeKinds), (policy, change) => {
      const { revoked } = targets(policy, reading(change));
      if (change !== 'left' && change !== 'suspended') expect(revoked).toEqual([]);
    }),
    runs,
  );
});

test('nothing is revoked if the policy says to report', () => {
  fc.assert(
    fc.property(policies, readings, ({ on: _, ...policy }, read) => {
      expect(targets(checkedPolicy(policy), read)).toMatchObject({ over: [], revoked: [], hasLeft: false });
    }),
    runs,
  );
});

test('a repeated translation gives the same bytes, whatever the order of the attributes', () => {
  fc.assert(
    fc.property(policies, readings, (policy, read) => {
      const bodies = (one: PersonReading) => tried(policy, one).events.map(messageBody);
      const again = { ...read, person: Object.fromEntries(Object.entries(read.person).reverse()) };
      expect(bodies(again)).toEqual(bodies(read));
    }),
    runs,
  );
});

test('a message’s body is the event, whatever its texts, without what SQS refuses', () => {
  const text = fc.oneof(fc.string({ unit: 'binary' }), fc.constant('\uFFFEx\uFFFF'));
  fc.assert(
    fc.property(text, text, text, (userName, id, reason) => {
      const read = reading('left', { userName }, { id, audit: { reason } });
      const revoking = checkedPolicy({ ...written(), on: { left: 'revoke' } });
      for (const event of tried(revoking, read).events) {
        const body = messageBody(event);
        expect(JSON.parse(body)).toEqual(event);
        expect(body).not.toMatch(/[\uFFFE\uFFFF]/);
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
