/**
 * Packages the service and the commands once for all tests, and tells them where: in `ZUORA_ACCESS_PACKAGE` and
 * `ZUORA_ACCESS_COMMANDS`. Finds a browser (`ZUORA_ACCESS_CHROMIUM`), or the reason why there is none. Names a folder in which the processes that they start share what they have compiled.
 */
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundleCommands } from '../cli/package/bundle.ts';
import { packageService } from '../local/packaging.ts';
import { findChromium } from './console/chromium.ts';
import { parameters } from './durations.ts';

export default async function setUp(): Promise<void> {
  process.env['NODE_COMPILE_CACHE'] = await mkdtemp(join(tmpdir(), 'zuora-access-compiled-'));
  const folder = await mkdtemp(join(tmpdir(), 'zuora-access-package-'));
  const finding = findChromium();
  await packageService(join(__dirname, '..'), 'local', folder, ['policyFile=policy.example.yml', ...parameters]);
  process.env['ZUORA_ACCESS_PACKAGE'] = folder;
  process.env['ZUORA_ACCESS_COMMANDS'] = await packageCommands();
  process.env['ZUORA_ACCESS_CHROMIUM'] = JSON.stringify(await finding);
}

/** As npm packs them: a bundled command needs two thirds of the time. */
async function packageCommands(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'zuora-access-commands-'));
  await bundleCommands(join(folder, 'dist'));
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }');
  return folder;
}
