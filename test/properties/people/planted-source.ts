/** Runs a property over the source text of the service with one piece of it replaced: a bug in a function that nobody passes in. */
import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import * as sdk from '@aws-sdk/client-dynamodb';
import { jest } from '@jest/globals';
import { transformSync } from '@swc/core';
import * as fc from 'fast-check';

const root = resolve(import.meta.dirname, '../../..');

export interface SourceBug {
  readonly bug: string;
  /** From the root of the repository. */
  readonly file: string;
  /** Stands in the file once. */
  readonly sound: string;
  readonly broken: string;
}

/**
 * @param load requires the module with the property
 * @throws Error if the file does not have the text any more: the bug has to be planted anew
 */
export async function withSourceBug<Loaded>(bug: SourceBug, load: () => Promise<Loaded>): Promise<Loaded> {
  const path = join(root, bug.file);
  const code = compiled(path, brokenText(path, bug));
  let loaded: { readonly value: Loaded } | undefined;
  await jest.isolateModulesAsync(async () => {
    // They are not under test, and take long to load.
    jest.doMock('@aws-sdk/client-dynamodb', () => sdk);
    jest.doMock('fast-check', () => fc);
    jest.doMock(path, () => evaluated(code));
    try {
      loaded = { value: await load() };
    } finally {
      for (const name of ['@aws-sdk/client-dynamodb', 'fast-check', path]) jest.dontMock(name);
    }
  });
  if (loaded === undefined) throw new Error('nothing was loaded');
  return loaded.value;
}

function brokenText(path: string, { sound, broken }: SourceBug): string {
  const [before, after, ...others] = readFileSync(path, 'utf8').split(sound);
  if (before === undefined || after === undefined || others.length > 0) {
    throw new Error(`${path} does not have this text once: ${sound}`);
  }
  return before + broken + after;
}

/** As jest compiles the modules of the tests, with imports from anywhere. */
function compiled(path: string, text: string): string {
  const absolute = text.replace(/(?<=from ')\.[^']*(?=')/g, (name) => join(dirname(path), name));
  const { code } = transformSync(absolute, {
    ...{ jsc: { parser: { syntax: 'typescript' }, target: 'es2024' }, module: { type: 'commonjs' } },
    configFile: false,
  });
  return code;
}

function evaluated(code: string): unknown {
  const module = { exports: {} };
  new Function('module', 'exports', 'require', code)(module, module.exports, require);
  return module.exports;
}
