/** The histories assert that no denial is undone soon. Here one is. */
import { expect, test } from '@jest/globals';
import { policy, revoking } from '../../fuzz/fixtures/policies.ts';
import { said } from '../lib/translation/said.ts';
import { minute } from '../lib/translation/translation.ts';
import { useServiceParts, useWholeService } from './use-whole-service.ts';

const begin = useWholeService(useServiceParts());
const by = policy({ rules: [{ id: 'japan', when: { groups: ['zuora-japan'] }, grant: ['japan'] }], on: revoking });

test.each([
  { after: 50 * minute, found: ['ada@example.com japan'] },
  { after: 70 * minute, found: [] },
])('of a denial that is undone after $after ms, the login and the entity are: $found', async ({ after, found }) => {
  const service = await begin(by);
  const user = { id: 'u-1', userName: 'ada@example.com' };
  const says = (what: string) => said(service.translation.clock, `group.${what}`, { user, group: 'zuora-japan' });
  await service.addUsers(user.userName);
  await service.hear(says('member-added'));
  await service.hear(says('member-removed'));
  expect(await service.accessOf(user.userName)).toEqual([]);
  await service.pass(after);
  await service.hear(says('member-added'));
  expect(await service.accessOf(user.userName)).toEqual(['japan']);
  expect(await service.undoneDenials()).toEqual(found);
});
