/** A small policy, and changes of a person for it. */
import type { Person } from '../../../lib/identity/person.ts';
import type { Change, PersonReading } from '../../../lib/identity/reading.ts';
import { type Policy, readPolicy } from '../../../lib/policy/policy.ts';

export const entities = {
  home: '5eed0000000040008000000000000001',
  germany: '5eed0000000040008000000000000002',
  france: '5eed0000000040008000000000000003',
  japan: '5eed0000000040008000000000000004',
};

/** As it stands in JSON, before it is checked. */
export function written(changes: object = {}) {
  return {
    version: 1,
    username: ['userName', 'email'],
    entities,
    homeEntity: 'home',
    rules: [
      { id: 'germany-group', when: { groups: ['zuora-germany'] }, grant: ['germany'] },
      { id: 'billing', when: { department: ['Billing', { prefix: 'Finance' }] }, grant: ['germany', 'france'] },
      { id: 'no-contractors', when: { userType: [{ 'equals-ignore-case': 'contractor' }] }, deny: ['france'] },
    ],
    ...changes,
  };
}

export const policy = (changes: object = {}): Policy => readPolicy(written(changes));

export const revoking = { left: 'revoke', groupRemoved: 'revoke', ruleNoLongerMatches: 'revoke' };

export function reading(change: Change, person: Person = {}, others: Partial<PersonReading> = {}): PersonReading {
  return {
    kind: 'person',
    change,
    person: { userName: 'ada@example.com', ...person },
    groups: [],
    id: 'event-1',
    time: '2026-11-21T09:30:00.000Z',
    audit: {},
    ...others,
  };
}
