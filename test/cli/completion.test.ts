/** The shell completes what the program declares. */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { run } from './command.ts';

let folder: string;
const scripts: Record<string, string> = {};
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'zuora-access-completion-'));
  writeFileSync(join(folder, 'policy.yml'), '');
  for (const shell of ['bash', 'zsh', 'fish']) {
    const { exitCode, output } = await run({}, 'completion', shell);
    expect(exitCode).toBe(0);
    scripts[shell] = output;
  }
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Completes the last word in a real bash. */
async function complete(...words: string[]): Promise<string[]> {
  const ask = `${scripts['bash']}
COMP_WORDS=(zuora-access "$@"); COMP_CWORD=$#
_zuora_access
printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { stdout } = await promisify(execFile)('bash', ['-c', ask, 'bash', ...words], { cwd: folder });
  return stdout.split('\n').filter(Boolean);
}

describe('bash completes', () => {
  test.each([
    ['a command', ['pa'], ['pause']],
    ['a command of a group', ['dlq', 'r'], ['redrive']],
    ['all commands of a group', ['effective', ''], ['list', 'cancel', 'help']],
    ['an option of that command alone', ['dlq', 'purge', '--r'], ['--reason']],
    ['an option after another', ['status', 'event-1', '--json', '--so'], ['--source']],
    ['the value of an option', ['dlq', 'redrive', '--reason', 'not-'], ['not-json', 'not-allowed', 'not-found']],
    ['the value of an argument', ['completion', ''], ['bash', 'zsh', 'fish']],
    ['a file', ['policy', 'check', 'pol'], ['policy.yml']],
    ['a file that has a name of its own', ['policy', 'diff', 'policy.yml', 'pol'], ['policy.yml']],
    ['a file of an option', ['access', 'ada@example.com', '--policy', ''], ['policy.yml']],
    ['no value that it cannot know', ['dlq', 'list', '--queue', ''], []],
    ['no argument that it cannot know', ['pause', ''], []],
  ])('%s', async (_, words, found) => {
    expect(await complete(...words)).toEqual(found);
  });
});

test.each(['bash', 'zsh', 'fish'])('the script of %s has the options that the help of a command has', async (shell) => {
  for (const command of [['dlq', 'redrive'], ['revoke'], ['tail']]) {
    const { output } = await run({}, ...command, '--help');
    const options = [...output.matchAll(/^ {2}(?:-\w, )?--([\w-]+)/gm)].map(([, name = '']) => name);
    expect(options.length).toBeGreaterThan(4);
    const lines = scripts[shell]?.split('\n').filter((line) => line.includes(` ${command.join(' ')}`)) ?? [];
    for (const option of options) expect(lines).toContainEqual(expect.stringMatching(new RegExp(`[-l ']${option}\\b`)));
  }
});

test('another shell is refused, with those that are known', async () => {
  expect(await run({}, 'completion', 'tcsh')).toMatchObject({
    exitCode: 2,
    notes: expect.stringContaining('Allowed choices are bash, zsh, fish.'),
  });
});
