import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { readPolicyFile } from '../../../lib/policy/policy-file.ts';
import { executedBlocks } from '../../executed-blocks.ts';

const example = readFileSync(join(__dirname, '../../../policy.example.yml'), 'utf8');

describe('the work to check a policy is linear', () => {
  const keys = (count: number, line: (index: number) => string) =>
    Array.from({ length: count }, (_, index) => line(index));

  test.each<[what: string, yaml: (count: number) => string]>([
    ['unknown fields', (count) => `${example}${keys(count, (index) => `k${index}: 1`).join('\n')}\n`],
    ['entities', (count) => `entities:\n${keys(count, (index) => `  e${index}: x`).join('\n')}\n`],
    ['attributes', (count) => `rules:\n  - when:\n${keys(count, (index) => `      a${index}: x`).join('\n')}\n`],
    ['keys in flow style', (count) => `entities: { ${keys(count, (index) => `e${index}: x`).join(', ')} }\n`],
    ['duplicate keys', (count) => `entities:\n${keys(count, () => '  e: x').join('\n')}\n`],
    [
      'names',
      (count) =>
        `rules:\n  - grant: [${keys(count, (index) => `e${index}`)}]\n    deny: [${keys(count, (index) => `e${index}`)}]`,
    ],
    ['literals', (count) => `rules:\n  - when: { a: [${keys(count, (index) => `v${index}`)}] }`],
    ['rules', (count) => `rules:\n${keys(count, (index) => `  - id: r${index}`).join('\n')}\n`],
    ['dots in a name', (count) => `entities:\n  ${'a.'.repeat(count)}a: x\n`],
  ])('in its %s', async (_, yaml) => {
    const [less, more] = [yaml(300), yaml(2400)];
    readPolicyFile(less);
    const once = await executedBlocks(() => readPolicyFile(less));
    expect(await executedBlocks(() => readPolicyFile(more))).toBeLessThan(once * 12);
  });

  test('for 40,000 keys', () => {
    const yaml = `entities:\n${keys(40_000, (index) => `  e${index}: x`).join('\n')}\n`;
    const file = readPolicyFile(yaml);
    expect(file.success ? [] : file.problems).toHaveLength(100);
  });
});
