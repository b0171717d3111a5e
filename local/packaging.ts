/** Runs the deployment tool. It also makes the package that the local stack runs. */
import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, readdir, rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { homedir, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { failureCode } from './storage.ts';

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
 * Runs a command of the tool for a project. The tool writes to a folder of its own that stands for the project's, so that
 * several commands may run at once, and the project may be one that nobody can write to.
 *
 * @returns what it printed
 * @throws Error with the tool's output
 */
export async function serverless(root: string, command: readonly string[], env = process.env): Promise<string> {
  const scratch = await makeScratch();
  try {
    const project = join(scratch, 'project');
    // The tool leaves a copy of every function in the folder for temporary files.
    const temporary = join(scratch, 'temporary');
    await Promise.all([standIn(resolve(root), project), mkdir(temporary)]);
    const cache = await schemaCache(env, temporary);
    return await run(project, command, { ...env, ...cache, TMPDIR: temporary, TEMP: temporary });
  } finally {
    await rm(scratch, { recursive: true });
  }
}

async function makeScratch(): Promise<string> {
  try {
    return await mkdtemp(join(tmpdir(), 'zuora-access-serverless-'));
  } catch (cause) {
    const problem = `${tmpdir()}, the folder for temporary files, cannot be written to (${failureCode(cause)}).`;
    throw new Error(`${problem} Set TMPDIR to a folder that can.`, { cause });
  }
}

/** The tool compiles its schemas into the home folder, and fails where it cannot. Then it compiles them every time. */
async function schemaCache(env: NodeJS.ProcessEnv, otherwise: string): Promise<NodeJS.ProcessEnv> {
  const variable = 'SLS_SCHEMA_CACHE_BASE_DIR';
  try {
    const folder = join(env[variable] ?? homedir(), '.serverless');
    await mkdir(folder, { recursive: true });
    await rm(await mkdtemp(join(folder, 'probe-')), { recursive: true });
    return {};
  } catch {
    return { [variable]: otherwise };
  }
}

/** Makes a folder with a project's files and links to its folders. The tool takes no link for its configuration. */
async function standIn(root: string, folder: string): Promise<void> {
  await mkdir(folder);
  const entries = await readdir(root, { withFileTypes: true });
  const visible = entries.filter(({ name }) => !name.startsWith('.'));
  await Promise.all(
    visible.map((entry) => {
      const [from, to] = [join(root, entry.name), join(folder, entry.name)];
      // Windows lets everybody make a junction, but not a link.
      return entry.isFile() ? copyFile(from, to) : symlink(from, to, 'junction');
    }),
  );
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
