/** A denial and the end of access, where both have their say. */
import { describe, expect, test } from '@jest/globals';
import { entities, policy, reading, revoking } from '../../../fuzz/fixtures/policies.ts';
import type { PersonReading } from '../../../lib/identity/reading.ts';
import { unknownPerson } from '../../../lib/people/known-person.ts';
import { changedBy } from '../../../lib/people/person-change.ts';
import { aloneInWords } from './alone.ts';

const group = { id: 'group', when: { groups: ['g'] }, grant: ['france'] };
const noContractors = { id: 'no-contractors', when: { userType: ['contractor'] }, deny: ['france'] };
const noStrangers = { id: 'no-strangers', when: { userType: [{ exists: false }] }, deny: ['france'] };
const removed = reading('removed-from-group', {}, { groups: ['g'] });

function decidedAfter(by: ReturnType<typeof policy>, ...readings: readonly PersonReading[]) {
  return readings.reduce((person, read) => changedBy(by, person, read, 'okta').person, unknownPerson('ada')).decided;
}

describe('a block', () => {
  const blocking = policy({ rules: [group, noContractors], on: { ruleNoLongerMatches: 'revoke' } });
  const joined = reading('joined', { userType: 'contractor' });

  test('stays after the removal from a group, even if removals are only reported', () => {
    const later = reading('removed-from-group', {}, { groups: ['other'], time: '2026-11-22T09:30:00.000Z' });
    expect([...decidedAfter(blocking, joined, later).denials]).toEqual([[entities.france, ['no-contractors']]]);
  });

  test('does not come from a removal if the policy says to report what rules deny', () => {
    const reporting = policy({ rules: [group, noContractors], on: { groupRemoved: 'revoke' } });
    const other = reading('removed-from-group', { userType: 'contractor' }, { groups: ['other'] });
    expect([...decidedAfter(reporting, other).denials]).toEqual([]);
  });
});

describe('access that a denial only withholds', () => {
  test('by silence ends with the removal from its group', () => {
    expect(aloneInWords(policy({ rules: [group, noStrangers], on: revoking }), removed)).toBe('revoke france (group)');
  });

  test('because the policy reports denials ends with the removal from its group', () => {
    const by = policy({ rules: [group, noContractors], on: { ...revoking, ruleNoLongerMatches: 'report' } });
    const contractor = reading('removed-from-group', { userType: 'contractor' }, { groups: ['g'] });
    expect(aloneInWords(by, contractor)).toBe('revoke france (group)');
  });

  test('is reported with the removal if the policy says so', () => {
    expect(aloneInWords(policy({ rules: [group, noStrangers] }), removed)).toBe('report france (group)');
  });

  test('stays with the removal from another group', () => {
    const by = policy({ rules: [group, noStrangers], on: revoking });
    expect(aloneInWords(by, { ...removed, groups: ['other'] })).toBe('ignored: no-rule');
  });

  test('stays while a rule that is not contradicted gave it', () => {
    const rules = [group, { id: 'billing', when: { department: ['Billing'] }, grant: ['france'] }];
    const [before, after] = [rules, [...rules, noStrangers]].map((all) => policy({ rules: all, on: revoking }));
    if (before === undefined || after === undefined) throw new Error('no policy');
    const joined = reading('joined', { department: 'Billing', groups: ['g'] });
    const { person } = changedBy(before, unknownPerson('ada'), joined, 'okta');
    const { decided } = changedBy(after, person, { ...removed, time: '2026-11-22T09:30:00.000Z' }, 'okta').person;
    expect([...decided.assignments.keys(), ...decided.ended.keys()]).toEqual([entities.france]);
  });
});

test('an entity that has become home is in no list any more', () => {
  const rules = [{ ...group, grant: ['france', 'japan'] }];
  const { person } = changedBy(policy({ rules }), unknownPerson('ada'), reading('joined', { groups: ['g'] }), 'okta');
  for (const change of ['joined', 'left'] as const) {
    const moved = policy({ rules: [{ ...group, grant: ['japan'] }], homeEntity: 'france' });
    const { decided } = changedBy(moved, person, reading(change), 'okta').person;
    expect(decided.home).toBe(entities.france);
    expect([...decided.assignments.keys()]).toEqual([entities.japan]);
  }
});
