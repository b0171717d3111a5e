/** The Python packages of `requirements.txt`, in a virtual environment that is made once. */
import { execFile } from 'node:child_process';
import { cp, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const FOLDER = join(__dirname, '.venv');
const REQUIREMENTS = join(__dirname, 'requirements.txt');
const INSTALLED = join(FOLDER, 'requirements.txt');

const [scripts, systemPython] = process.platform === 'win32' ? ['Scripts', 'python'] : ['bin', 'python3'];

/** The path of a command of the virtual environment, e.g. `cfn-lint`. */
export function command(name: string): string {
  return join(FOLDER, scripts, name);
}

/**
 * Makes the virtual environment, unless it is there and has what `requirements.txt` asks for.
 *
 * @throws Error that says what the machine lacks
 */
export async function installPackages(): Promise<void> {
  if (await isUpToDate()) return;
  await rm(FOLDER, { recursive: true, force: true });
  await run(systemPython, '-m', 'venv', FOLDER);
  await run(command('python'), '-m', 'pip', 'install', '--quiet', '--requirement', REQUIREMENTS);
  await cp(REQUIREMENTS, INSTALLED);
}

async function isUpToDate(): Promise<boolean> {
  const [installed, required] = await Promise.all([
    readFile(INSTALLED, 'utf8').catch(() => undefined),
    readFile(REQUIREMENTS, 'utf8'),
  ]);
  return installed === required;
}

async function run(file: string, ...args: string[]): Promise<void> {
  await promisify(execFile)(file, args).catch((cause) => {
    throw new Error(`npm run test:aws needs Python 3.11 or later, with its modules venv and pip: ${cause.message}`, {
      cause,
    });
  });
}
