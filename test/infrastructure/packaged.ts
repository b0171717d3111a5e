/** The deployment package as AWS would get it. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import { serverless } from '../../local/packaging.ts';
import { templateFile } from '../../local/template.ts';
import { Template } from './template.ts';

const ROOT = join(__dirname, '../..');

export class PackagedService {
  readonly #folder: string;
  readonly template: Template;
  /** The tags of the stack itself, by key. */
  readonly stackTags: unknown;

  private constructor(folder: string) {
    this.#folder = folder;
    this.template = new Template(readFileSync(join(folder, templateFile), 'utf8'));
    const state = JSON.parse(readFileSync(join(folder, 'serverless-state.json'), 'utf8'));
    this.stackTags = state.service.provider.stackTags;
  }

  /** @param parameters as `--param` gives them */
  static async of(stage: string, parameters: Readonly<Record<string, string>> = {}): Promise<PackagedService> {
    const folder = mkdtempSync(join(tmpdir(), 'zuora-access-package-'));
    const given = Object.entries(parameters).map(([name, value]) => `--param=${name}=${value}`);
    try {
      await serverless(ROOT, ['package', '--stage', stage, '--package', folder, ...given]);
      return new PackagedService(folder);
    } catch (error) {
      rmSync(folder, { recursive: true });
      throw error;
    }
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true });
  }

  /** The files of a function's archive. */
  files(functionName: string): Record<string, Uint8Array> {
    return unzipSync(readFileSync(join(this.#folder, `${functionName}.zip`)));
  }
}
