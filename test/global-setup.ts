/**
 * Packages the service once for all tests, and tells them where: in `ZUORA_ACCESS_PACKAGE`. Names a folder in which the
 * processes that they start share what they have compiled.
 */
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packageService } from '../local/packaging.ts';
import { parameters } from './durations.ts';

export default async function setUp(): Promise<void> {
  process.env['NODE_COMPILE_CACHE'] = await mkdtemp(join(tmpdir(), 'zuora-access-compiled-'));
  const folder = await mkdtemp(join(tmpdir(), 'zuora-access-package-'));
  await packageService(join(__dirname, '..'), 'local', folder, ['policyFile=policy.example.yml', ...parameters]);
  process.env['ZUORA_ACCESS_PACKAGE'] = folder;
}
