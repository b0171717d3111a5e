import { expect, test } from '@jest/globals';
import { parsePersonAttribute, personOfAttributes } from '../../../cli/arguments/person-attribute.ts';
import type { Person } from '../../../lib/identity/person.ts';

const person = (...texts: string[]) => personOfAttributes(texts.map(parsePersonAttribute));

test.each<[string[], Person]>([
  [[], {}],
  [['department=Billing', 'country=DE'], { department: 'Billing', country: 'DE' }],
  [['displayName=a=b'], { displayName: 'a=b' }],
  [['active=false'], { active: false }],
  [['badge=12', 'isRemote=true'], { badge: 12, isRemote: true }],
  [['badge=007'], { badge: '007' }],
  [['costCenter=4711'], { costCenter: '4711' }],
  [['groups=a'], { groups: ['a'] }],
  [['groups=a', 'groups=b'], { groups: ['a', 'b'] }],
  [['region2=a', 'region2=b'], { region2: ['a', 'b'] }],
])('%j is %j', (texts, said) => {
  expect(person(...texts)).toEqual(said);
});

test.each([
  [['department'], 'department: must be attribute=value'],
  [['=Billing'], '=Billing: must be attribute=value'],
  [['mail=ada@example.com'], 'mail: is read as "email"; write that instead'],
  [['password=x'], 'password: is never read from an event'],
  [['email=ada'], '--person email: cannot be ada'],
  [['active=perhaps'], '--person active: cannot be perhaps'],
  [['department=a', 'department=b'], '--person department: cannot be a and b'],
])('%j is refused', (texts, problem) => {
  expect(() => person(...texts)).toThrow(problem);
});
