/** Fails a test run in which a secret or a token was written where it does not belong. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { findLeaks } from './search.ts';
import { readFiles, WRITTEN, type WrittenFile } from './written.ts';

/** What Jest tells of a test file, as far as it is searched. */
interface TestFileResult {
  readonly testFilePath: string;
  readonly console?: readonly { readonly message: string }[];
  readonly failureMessage?: string | null;
}

/** https://jestjs.io/docs/configuration#custom-reporters */
export default class LeakReporter {
  readonly #folder = mkdtempSync(join(tmpdir(), 'zuora-access-written-'));
  readonly #ownOutput: WrittenFile[] = [];
  #error: Error | undefined;

  onRunStart(): void {
    process.env[WRITTEN] = this.#folder;
  }

  onTestResult(_: unknown, { testFilePath, console = [], failureMessage }: TestFileResult): void {
    const text = [...console.map(({ message }) => message), failureMessage].join('\n');
    this.#ownOutput.push({ path: `the output of ${testFilePath}`, content: Buffer.from(text) });
  }

  onRunComplete(): void {
    const files = readFiles(this.#folder);
    const ranStacks = this.#ownOutput.some(({ path }) => path.includes(join('test', 'system')));
    const hasLogs = files.some(({ path }) => basename(path) === 'functions.log');
    const leaks = findLeaks([...this.#ownOutput, ...files]);
    if (ranStacks && !hasLogs) leaks.push('The logs of the stacks were not kept: nothing of them was searched');
    if (leaks.length === 0) {
      rmSync(this.#folder, { recursive: true });
      return;
    }
    this.#error = new Error(`The search for secrets failed the run:\n${leaks.join('\n')}`);
    console.error(`\n${this.#error.message}\n`);
  }

  /** Anything but undefined fails the run. */
  getLastError(): Error | undefined {
    return this.#error;
  }
}
