/** What the translation plans for events about groups as a whole. */
import { describe, expect, test } from '@jest/globals';
import { policy, revoking } from '../../../fuzz/fixtures/policies.ts';
import { bulk, patch } from '../../../fuzz/fixtures/scim.ts';
import { workos } from '../../../fuzz/fixtures/vendors.ts';
import { sentAt } from '../../../fuzz/outcomes.ts';
import type { Policy } from '../../../lib/policy/policy.ts';
import { planMessage } from '../../../lib/translation/plan.ts';
import { growthOfWork } from '../../executed-blocks.ts';

const asking = (...groups: Policy['rules'][number]['when'][string][number][]) =>
  policy({ rules: [{ id: 'group', when: { groups }, grant: ['germany'] }], on: revoking });

const changesOf = (event: unknown, by = asking('billing', 'g-1')) =>
  planMessage(by, JSON.stringify(event), sentAt).changes;

/** The line of the only change, and the names of the groups that end. */
function planned(event: unknown, by?: Policy) {
  const [change, ...others] = changesOf(event, by);
  if (change === undefined || !('line' in change) || others.length > 0) throw new Error('not one line');
  const { outcome, reason, detail } = change.line;
  const names = change.groupEnd?.groups.map(({ name, directory }) => name ?? directory);
  return [[outcome, reason, detail].filter(Boolean).join(' '), ...(names ?? [])];
}

const group = { id: 'g-1', name: 'billing' };
const deleted = workos('dsync.group.deleted', group);

describe('a deleted group', () => {
  test('ends by each name and id that a rule asks for', () => {
    expect(planned(deleted)).toEqual(['translated group-deleted', 'billing', 'g-1']);
    expect(planned(deleted, asking({ prefix: 'bill' }))).toEqual(['translated group-deleted', 'billing']);
    expect(changesOf(deleted)).toMatchObject([
      { groupEnd: { at: 'deletedAt', time: '2026-11-21T09:30:00.000Z', groups: [{ source: 'workos' }, {}] } },
    ]);
  });

  test('that no rule asks for is ignored', () => {
    expect(planned(deleted, asking('sales'))).toEqual(['ignored no-rule']);
  });

  test('that is told by its id alone is unresolvable where no rule asks for the id', () => {
    const byId = bulk({ method: 'DELETE', path: '/Groups/g-1' });
    expect(planned(byId, asking('g-1'))).toEqual(['translated group-deleted', 'g-1']);
    expect(planned(byId, asking('billing'))).toEqual(['unresolvable ids-only']);
    const emptied = bulk({ method: 'PATCH', path: '/Groups/g-1', data: patch({ op: 'remove', path: 'members' }) });
    expect(planned(emptied, asking('g-1'))).toEqual(['translated members-replaced', 'g-1']);
    expect(planned(emptied, asking('billing'))).toEqual(['unresolvable former-members']);
  });

  test('that is told by its id alone is told with the rules that may ask for it by its name', () => {
    const byId = bulk({ method: 'DELETE', path: '/Groups/g-1' });
    expect(planned(byId)).toEqual(['translated group-deleted ids-only: group', 'g-1']);
    expect(planned(byId, asking('g-1', { prefix: 'bill' }))).toEqual([
      'translated group-deleted ids-only: group',
      'g-1',
    ]);
    expect(planned(byId, asking({ prefix: 'g-' }))).toEqual(['translated group-deleted', 'g-1']);
  });

  test('of a source that the policy does not list is remembered, and decides nothing', () => {
    const by = { ...asking('billing'), sources: ['okta' as const] };
    expect(planned(deleted, by)).toEqual(['ignored unlisted-source', 'billing']);
    expect(planned(deleted, { ...by, sources: ['workos' as const] })).toEqual(['translated group-deleted', 'billing']);
  });
});

test('a deleted directory ends where a rule asks for any group', () => {
  const directory = workos('dsync.deleted', { id: 'd-1' });
  expect(planned(directory)).toEqual([
    'translated directory-deleted without accounts of which the source has told no directory yet',
    'd-1',
  ]);
  expect(
    planned(directory, policy({ rules: [{ id: 'billing', when: { department: ['Billing'] }, grant: ['germany'] }] })),
  ).toEqual(['ignored no-rule']);
});

test('a renamed group is reported to those whose rules ask for the old name', () => {
  const renamed = workos('dsync.group.updated', {
    ...group,
    name: 'accounts',
    previous_attributes: { name: 'billing' },
  });
  expect(planned(renamed)).toEqual(['ignored group-renamed group']);
  expect(planned(renamed, asking('g-1', 'accounts'))).toEqual(['ignored no-rule']);
});

describe('changes of one group at one time, in one message', () => {
  const member = (id: string) => [{ value: id }];
  const add = (id: string) => ({
    method: 'PATCH',
    path: '/Groups/g-1',
    data: patch({ op: 'add', path: 'members', value: member(id) }),
  });
  const replace = (id: string) => ({
    method: 'PUT',
    path: '/Groups/g-1',
    data: { displayName: 'billing', members: member(id) },
  });
  const remove = { method: 'DELETE', path: '/Groups/g-1' };

  /** Who is added, and how the group ends. */
  const settled = (...operations: object[]) =>
    changesOf(bulk(...operations)).map((change) =>
      'reading' in change
        ? `added ${String(change.reading.person['id'])}`
        : (change.groupEnd?.at ?? change.line.reason),
    );

  test('whoever is added before the end of the group is not in it', () => {
    expect(settled(add('u-1'), remove)).toEqual(['reversed', 'deletedAt']);
    expect(settled(add('u-1'), replace('u-2'))).toEqual(['reversed', 'replacedAt', 'added u-2']);
  });

  test('a group that is filled again after its deletion has other members', () => {
    expect(settled(remove, add('u-1'))).toEqual(['replacedAt', 'added u-1']);
    expect(settled(remove, replace('u-1'))).toEqual(['replacedAt', 'replacedAt', 'added u-1']);
    expect(settled(replace('u-1'), replace('u-2'))).toEqual(['replacedAt', 'reversed', 'replacedAt', 'added u-2']);
  });

  test('another group, or another time, is apart', () => {
    const other = { ...add('u-1'), path: '/Groups/g-2' };
    expect(settled(other, remove)).toEqual(['added u-1', 'deletedAt']);
  });

  test('the work is linear', async () => {
    const settleMany = (count: number) => {
      const body = JSON.stringify(bulk(...Array.from({ length: count }, (_, index) => replace(`u-${index}`))));
      return () => planMessage(asking('g-1'), body, sentAt);
    };
    expect(await growthOfWork(settleMany, 100)).toBeLessThan(12);
  });
});
