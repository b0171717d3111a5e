/** Where a new value of the secret comes from: a person at the terminal, or a pipe. Never the command line. */
import { text } from 'node:stream/consumers';
import { parseObject } from '../../lib/zuora/failure.ts';
import { UsageError } from '../../operator/errors.ts';
import type { OAuthValue } from '../../operator/zuora/oauth-value.ts';
import { zuoraHosts } from '../../operator/zuora/zuora-hosts.ts';
import { ask, askHidden } from './prompt.ts';

/**
 * @param current the value that is there, if it fits
 * @param entityId of which a client is wanted; without it a whole value is
 * @returns what is not yet checked; undefined when interrupted
 */
export type SecretInput = (
  current: OAuthValue | undefined,
  entityId: string | undefined,
) => Promise<object | undefined>;

/** @throws UsageError when there is no terminal */
export function fromTerminal(interruption: AbortSignal): SecretInput {
  if (!process.stdin.isTTY || !process.stderr.isTTY) {
    throw new UsageError('There is no terminal to ask on. Give the value as JSON by a pipe, with --stdin.');
  }
  return async (current, entityId) => {
    const baseUrl = entityId === undefined ? await askBaseUrl(current?.baseUrl, interruption) : '';
    const clientId = baseUrl === undefined ? undefined : await ask('Client ID: ', interruption);
    const clientSecret = clientId === undefined ? undefined : await askHidden('Client secret:', interruption);
    if (clientSecret === undefined) return undefined;
    if (entityId !== undefined) return { clientId, clientSecret };
    // Clients of another tenant would be of no use.
    const entities = current?.baseUrl === baseUrl ? current?.entities : undefined;
    return { baseUrl, clientId, clientSecret, entities };
  };
}

/** @throws UsageError when it is no pipe, or brings no JSON object */
export function fromPipe(): SecretInput {
  if (process.stdin.isTTY) throw new UsageError('--stdin reads from a pipe. Leave it out to be asked.');
  return async () => {
    const value = parseObject(await text(process.stdin));
    if (!value) throw new UsageError('What came by the pipe is no JSON object.');
    return value;
  };
}

async function askBaseUrl(current: string | undefined, interruption: AbortSignal): Promise<string | undefined> {
  const list = zuoraHosts.map(
    ([baseUrl, environment], index) => `${String(index + 1).padStart(4)}  ${baseUrl.padEnd(36)}${environment}`,
  );
  console.error(`Zuora's REST endpoints:\n${list.join('\n')}`);
  const keep = current === undefined ? '' : ` (Enter for ${current})`;
  const answer = await ask(`Number, or base URL of another${keep}: `, interruption);
  if (answer === '' && current !== undefined) return current;
  return answer && (zuoraHosts[Number(answer) - 1]?.[0] ?? answer);
}
