/** Finds secrets in what was written. */
import { basename } from 'node:path';
import { seedData } from '../../local/zuora/seed.ts';
import type { WrittenFile } from './written.ts';

/** The only files that secrets belong in: the memory of the sandbox, and of the embedded Secrets Manager. */
const VAULTS = ['zuora.jsonl', 'secrets.json'];

/** A member that holds one; its quotes are escaped where it is inside a string of JSON. */
const MEMBER = /"(?:token|secret|clientSecret)\\*": ?\\*"([^"\\]+)/g;

/** Shorter ones are found in any text. */
const SHORTEST = 12;

/**
 * Searches all files for every secret and token that is in the vaults among them.
 *
 * @returns a sentence for every place that has one, without the secret; none if all is well
 */
export function findLeaks(files: readonly WrittenFile[]): string[] {
  const isVault = ({ path }: WrittenFile) => VAULTS.includes(basename(path));
  const vaults = files.filter(isVault).map((file) => ({ ...file, secrets: secretsIn(file.content) }));
  const known = [...seedData.clients.map(({ secret }) => secret), ...vaults.flatMap(({ secrets }) => secrets)];
  // As it is, and as the form of a token request has it.
  const forms = [...new Set(known.flatMap((secret) => [secret, encodeURIComponent(secret)]))];

  const unsearchable = vaults
    .filter(({ secrets }) => secrets.some(({ length }) => length < SHORTEST))
    .map(({ path }) => `${path} has a secret that any text may have: give it ${SHORTEST} characters or more`);
  const leaks = files
    .filter((file) => !isVault(file))
    .flatMap(({ path, content }) =>
      forms.flatMap((form) => linesWith(form, content)).map((line) => `${path}, line ${line}, has a secret`),
    );
  return [...new Set([...unsearchable, ...leaks])];
}

function secretsIn(content: Buffer): string[] {
  return [...content.toString().matchAll(MEMBER)].map(([, secret = '']) => secret);
}

function linesWith(text: string, content: Buffer): number[] {
  const lines: number[] = [];
  for (let at = content.indexOf(text); at >= 0; at = content.indexOf(text, at + text.length)) {
    lines.push(content.subarray(0, at).toString('latin1').split('\n').length);
  }
  return lines;
}
