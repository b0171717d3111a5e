/** Runs the deployment tool. It also makes the package that the local stack runs. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const serverlessFile = createRequire(import.meta.url).resolve('serverless/bin/serverless.js');

/**
 * Packages the service for a stage. Writes the template and the functions' zip files to `folder`.
 *
 * @param parameters of the stage, as `name=value`
 * @throws Error with the tool's output
 */
export async function packageService(
  root: string,
  stage: string,
  folder: string,
  parameters: readonly string[] = [],
): Promise<void> {
  const given = parameters.map((parameter) => `--param=${parameter}`);
  await serverless(root, ['package', '--stage', stage, '--package', folder, ...given]);
}

/**
 * Runs a command of the tool in a project's folder.
 *
 * @returns what it printed
 * @throws Error with the tool's output
 */
export async function serverless(root: string, command: readonly string[], env = process.env): Promise<string> {
  // The tool leaves a copy of every function in the folder for temporary files.
  const temporary = await mkdtemp(join(tmpdir(), 'zuora-access-serverless-'));
  const output = run(root, command, { ...env, TMPDIR: temporary, TEMP: temporary });
  return output.finally(() => rm(temporary, { recursive: true }));
}

function run(root: string, command: readonly string[], env: NodeJS.ProcessEnv): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(process.execPath, [serverlessFile, ...command], { cwd: root, env }, (error, stdout, stderr) => {
      const output = `${stdout}${stderr}`.trim();
      if (error) reject(new Error(`serverless ${command.slice(0, 3).join(' ')} failed:\n${output}`));
      else resolve(output);
    });
  });
}
