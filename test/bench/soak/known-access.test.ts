/** The soak's own model of what people have. */
import { describe, expect, test } from '@jest/globals';
import { teams } from '../../../bench/soak/policy.ts';
import { coursesOf, officesOf, type Statement } from '../../../bench/soak/publications/known-access.ts';

const [first = { name: '', offices: [] }, second = first] = teams;
const [office = ''] = first.offices;

const said = (at: number, ...says: Statement['says']): Statement => ({ source: 'plain', at, says });
const joins = said(0, { kind: 'membership', team: first.name, isMember: true });
const leaves = said(1, { kind: 'state', is: 'left' });
const returns = said(2, { kind: 'state', is: 'active' });

describe('by the soak’s model', () => {
  test('somebody who is back has the access of the group that they are in', () => {
    expect([...officesOf([leaves, joins])]).toEqual([]);
    expect([...officesOf([returns, leaves, joins])]).toEqual(first.offices);
  });

  test('who leaves one source has left', () => {
    expect([...officesOf([joins, leaves, { ...returns, source: 'okta' }])]).toEqual([]);
  });

  test('the newest statement of a group, a department and a user type counts', () => {
    const moves = said(3, { kind: 'department', name: second.name });
    const isRemoved = said(4, { kind: 'membership', team: first.name, isMember: false });
    const isExcluded = said(5, { kind: 'userType', name: 'contractor' });
    const isAdmitted = said(6, { kind: 'userType', name: 'employee' });
    expect([...officesOf([isRemoved, moves, joins])]).toEqual(second.offices);
    expect([...officesOf([isExcluded, moves])]).toEqual([]);
    expect([...officesOf([isAdmitted, moves, isExcluded])]).toEqual(second.offices);
  });

  test('access is given as often as some order of arrival has it begin', () => {
    const course = (...statements: Statement[]) =>
      coursesOf('ada', statements).find(({ entityId }) => entityId === office);
    expect(course(joins)).toMatchObject({ had: false, has: true, mostGrants: 1 });
    expect(course(joins, leaves)).toMatchObject({ had: false, has: false, mostGrants: 1 });
    expect(course(joins, leaves, returns)).toMatchObject({ had: false, has: true, mostGrants: 2 });
    expect(course(leaves)).toBeUndefined();
    expect(coursesOf('ada', [leaves], [office])).toEqual([
      { username: 'ada', entityId: office, had: true, has: false, mostGrants: 0 },
    ]);
  });
});
