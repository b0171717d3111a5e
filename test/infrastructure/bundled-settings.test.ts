import { expect, test } from '@jest/globals';
import { build } from 'esbuild';
import { bundledSettings } from '../../infrastructure/bundled-settings.ts';

async function bundled(allowedEntityIds: readonly string[]): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents: 'module.exports = process.env.ZUORA_ACCESS_ALLOWED_ENTITY_IDS' },
    write: false,
    format: 'cjs',
    plugins: [bundledSettings({ allowedEntityIds: allowedEntityIds.join() })],
  });
  return outputFiles[0]?.text ?? '';
}

function run(code: string, env: Record<string, string>): unknown {
  const module = { exports: undefined };
  new Function('module', 'process', code)(module, { env });
  return module.exports;
}

test('a hundred entity ids, for which an environment has no room, reach the function', async () => {
  const ids = Array.from({ length: 100 }, (_, index) => `5eed0000-0000-4000-8000-${String(index).padStart(12, '0')}`);
  expect(run(await bundled(ids), {})).toBe(ids.join());
});

test('a variable of the function cannot change the list that was packaged', async () => {
  expect(run(await bundled(['5eed']), { ZUORA_ACCESS_ALLOWED_ENTITY_IDS: '' })).toBe('5eed');
});
