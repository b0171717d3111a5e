import { expect, test } from '@jest/globals';
import { policy } from '../../../fuzz/fixtures/policies.ts';
import { packagePolicy, readPackagedPolicy } from '../../../lib/policy/packaged-policy.ts';
import { policyHash } from '../../../lib/policy/policy-hash.ts';
import { executedBlocks } from '../../executed-blocks.ts';

/** As the bundle holds it. */
const packaged = (checked = policy()) => JSON.parse(JSON.stringify(packagePolicy(checked)));

test('a packaged policy is read as it was checked', () => {
  const checked = policy({ approve: { japan: 'automatic' }, timeZone: 'Europe/Berlin', workday: { leaver: ['Gone'] } });
  const read = readPackagedPolicy(packaged(checked));
  expect(read).toEqual(checked);
  expect(policyHash(read)).toBe(policyHash(checked));
});

test.each<[what: string, value: unknown]>([
  ['that was never checked', JSON.parse(JSON.stringify(policy()))],
  ['in the form of another version', { ...packaged(), form: 0 }],
  ['without a hash', { ...packaged(), hash: undefined }],
  ['without rules and entities', { ...packaged(), policy: undefined }],
  ['of nothing', undefined],
])('a policy %s is refused, and the way out named', (_, value) => {
  expect(() => readPackagedPolicy(value)).toThrow(
    expect.objectContaining({ reason: 'bad-policy', message: expect.stringContaining('deploy again') }),
  );
});

test('a policy that was changed after its check is refused', () => {
  const changed = packaged();
  changed.policy.rules.pop();
  expect(() => readPackagedPolicy(changed)).toThrow(
    expect.objectContaining({ reason: 'bad-policy', message: expect.stringContaining('changed') }),
  );
});

test('a function that reads it checks no rule again', async () => {
  const work = (count: number) => {
    const rules = Array.from({ length: count }, (_, index) => ({
      id: `rule-${index}`,
      when: { department: [`Department ${index}`] },
      grant: ['germany'],
    }));
    const value = packaged(policy({ rules }));
    return () => readPackagedPolicy(value);
  };
  const [less, more] = [work(1), work(2000)];
  less();
  expect(await executedBlocks(more)).toBeLessThan((await executedBlocks(less)) * 2);
});
