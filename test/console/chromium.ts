/**
 * The Chromium of the browser tests: one that is installed, else the one of the package `@sparticuz/chromium`, unpacked
 * into a folder of its own.
 */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';

export interface Chromium {
  readonly executable: string;
  /** What its process needs of the environment. */
  readonly env: Readonly<Record<string, string>>;
  /** The folder to remove afterwards, if it was unpacked. */
  readonly folder?: string;
}

const names = ['google-chrome', 'google-chrome-stable', 'chromium', 'chromium-browser'];
const ofMacOs = '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome';

/** @returns why there is none, in words, if so */
export async function findChromium(): Promise<Chromium | string> {
  const installed = await installedChromium();
  if (installed) return { executable: installed, env: {} };
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    return `No Chromium is installed, and there is no package with one for ${process.platform} on ${process.arch}.`;
  }
  return unpackChromium().catch(
    (error: Error) => `No Chromium is installed, and none could be unpacked: ${error.message}`,
  );
}

/** Some systems have a stub of this name that only tells how to install it. */
async function installedChromium(): Promise<string | undefined> {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const candidates = [...folders.flatMap((folder) => names.map((name) => join(folder, name))), ofMacOs];
  for (const candidate of candidates.filter((path) => existsSync(path))) {
    const works = await promisify(execFile)(candidate, ['--version']).then(
      () => true,
      () => false,
    );
    if (works) return candidate;
  }
  return undefined;
}

/** Its functions unpack into the folder for temporary files, so they run in a process that has one of its own. */
const unpacking = `
  const [, folder, entry] = process.argv;
  process.env.TMPDIR = folder;
  const { inflate } = await import(entry);
  const bin = new URL('../bin/', entry);
  await Promise.all(['chromium.br', 'al2023.tar.br', 'fonts.tar.br'].map((file) => inflate(new URL(file, bin).pathname)));
`;

async function unpackChromium(): Promise<Chromium> {
  const entry = pathToFileURL(createRequire(__filename).resolve('@sparticuz/chromium')).href;
  const folder = await mkdtemp(join(tmpdir(), 'zuora-access-chromium-'));
  await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', unpacking, folder, entry]);
  const fonts = join(folder, 'fonts.conf');
  await writeFile(fonts, fontSettings(folder));
  return {
    executable: join(folder, 'chromium'),
    env: { LD_LIBRARY_PATH: join(folder, 'al2023/lib'), FONTCONFIG_FILE: fonts, HOME: folder },
    folder,
  };
}

/** Those of the package name folders of Lambda. Without a font the browser ends. */
function fontSettings(folder: string): string {
  return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>${join(folder, 'fonts')}</dir>
  <cachedir>${join(folder, 'font-cache')}</cachedir>
</fontconfig>
`;
}
