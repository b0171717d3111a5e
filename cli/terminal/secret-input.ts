/** Reads a new value of the secret: from the person at the terminal, or from a pipe. Never from the command line. */
import { text as readText } from 'node:stream/consumers';
import { parseObject } from '../../lib/zuora/failure.ts';
import type { OAuthValue } from '../../operator/zuora/oauth-value.ts';
import { zuoraHosts } from '../../operator/zuora/zuora-hosts.ts';
import { UsageError } from '../arguments/usage-error.ts';
import { prompt, promptSecret } from './prompt.ts';

/**
 * @param current the stored value, if it is valid
 * @param entityId the entity whose client is wanted; undefined for a whole value
 * @returns a value that is not checked yet; undefined when interrupted
 */
export type SecretInput = (
  current: OAuthValue | undefined,
  entityId: string | undefined,
) => Promise<object | undefined>;

/** @throws UsageError when there is no terminal */
export function inputFromTerminal(interruption: AbortSignal): SecretInput {
  if (!process.stdin.isTTY || !process.stderr.isTTY) {
    throw new UsageError('There is no terminal to ask on. Send the value as JSON through a pipe, with --stdin.');
  }
  return async (current, entityId) => {
    const baseUrl = entityId === undefined ? await promptBaseUrl(current?.baseUrl, interruption) : '';
    const clientId = baseUrl === undefined ? undefined : await prompt('Client ID: ', interruption);
    const clientSecret = clientId === undefined ? undefined : await promptSecret('Client secret:', interruption);
    if (clientSecret === undefined) return undefined;
    if (entityId !== undefined) return { clientId, clientSecret };
    // Clients of another tenant would not work.
    const entities = current?.baseUrl === baseUrl ? current?.entities : undefined;
    return { baseUrl, clientId, clientSecret, entities };
  };
}

/** @throws UsageError when there is no pipe, or no JSON object in it */
export function inputFromPipe(): SecretInput {
  if (process.stdin.isTTY) throw new UsageError('--stdin reads from a pipe. Leave it out to be asked.');
  return async () => {
    const value = parseObject(await readText(process.stdin));
    if (!value) throw new UsageError('The input from the pipe is not a JSON object.');
    return value;
  };
}

async function promptBaseUrl(current: string | undefined, interruption: AbortSignal): Promise<string | undefined> {
  const choices = zuoraHosts.map(
    ([baseUrl, environment], index) => `${String(index + 1).padStart(4)}  ${baseUrl.padEnd(36)}${environment}`,
  );
  console.error(`Zuora's REST endpoints:\n${choices.join('\n')}`);
  const keep = current === undefined ? '' : ` (Enter for ${current})`;
  const answer = await prompt(`Number, or another base URL${keep}: `, interruption);
  if (answer === '' && current !== undefined) return current;
  return answer && (zuoraHosts[Number(answer) - 1]?.[0] ?? answer);
}
