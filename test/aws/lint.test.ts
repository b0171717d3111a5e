/** What CloudFormation's own linter says of the packaged templates, and of those in the documentation. */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, expect, test } from '@jest/globals';
import { templateFile } from '../../local/template.ts';
import { variants } from '../infrastructure/variants.ts';
import { codeBlocks, identityPages, readDocument } from '../markdown.ts';
import { command } from './python.ts';
import { runServerless } from './serverless.ts';
import { sharedAws } from './shared-aws.ts';

const folder = mkdtempSync(join(tmpdir(), 'zuora-access-lint-'));
afterAll(() => rmSync(folder, { recursive: true }));

test.each(variants)('cfn-lint finds nothing in the template of $name', async ({ stage, guards = {} }) => {
  const parameters = Object.entries(guards).map(([name, value]) => `--param=${name}=${value}`);
  await runServerless(sharedAws(), 'package', '--stage', stage, '--package', folder, ...parameters);
  await expectNoFindings(join(folder, templateFile));
});

const documented = identityPages
  .flatMap((page) => codeBlocks(readDocument(page)))
  .filter(({ language }) => language === 'yaml');

test.each(documented)('cfn-lint finds nothing in the template under "$section"', async ({ text }) => {
  const file = join(folder, 'documented.yml');
  writeFileSync(file, text);
  await expectNoFindings(file);
});

/** It ends with an exit code other than 0, and its findings in the message, if there are any. */
async function expectNoFindings(file: string): Promise<void> {
  const finished = promisify(execFile)(command('cfn-lint'), [file]);
  await expect(finished).resolves.toMatchObject({ stdout: '' });
}
