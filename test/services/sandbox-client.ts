/** A small HTTP client for tests against the sandbox: sends paths as they are given, and signs in as a seeded client. */
import { request } from 'node:http';
import * as z from 'zod';
import { hyphenateEntityId } from '../../local/zuora/entity-id.ts';
import { seedClient, seedEntity } from '../../local/zuora/seed.ts';

export interface SandboxReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** Parsed if it is JSON, else text. */
  readonly body: unknown;
}

export interface SandboxRequest {
  readonly headers?: Readonly<Record<string, string>>;
  /** Text is sent as it is, anything else as JSON. */
  readonly body?: unknown;
  readonly signal?: AbortSignal;
}

/** One exchange with the server at `url`; rejects if the connection ends without an answer. */
export const sendToSandbox = (
  url: string,
  method: string,
  path: string,
  { headers, body, signal }: SandboxRequest = {},
): Promise<SandboxReply> =>
  new Promise((resolve, reject) => {
    const { hostname, port } = new URL(url);
    const isText = typeof body === 'string' || body === undefined;
    const type = isText ? {} : { 'content-type': 'application/json' };
    const options = { agent: false, hostname, port, method, path, headers: { ...type, ...headers } };
    const outgoing = request(signal ? { ...options, signal } : options, (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.on('error', reject);
      incoming.on('end', () => {
        const { statusCode: status = 0, headers: received } = incoming;
        resolve({ status, headers: received, body: parse(Buffer.concat(chunks).toString()) });
      });
    });
    outgoing.on('error', reject);
    outgoing.end(isText ? body : JSON.stringify(body));
  });

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

interface ClientCredentials {
  readonly id: string;
  readonly secret: string;
}

/** Requests a token. */
export const requestToken = (url: string, { id, secret }: ClientCredentials, headers = {}): Promise<SandboxReply> =>
  sendToSandbox(url, 'POST', '/oauth/token', {
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
    body: String(new URLSearchParams({ grant_type: 'client_credentials', client_id: id, client_secret: secret })),
  });

const Token = z.object({ access_token: z.string() });

/** The header that a new token of `client` is sent in. */
export async function authorize(
  url: string,
  client: ClientCredentials = seedClient.service,
): Promise<{ readonly authorization: string }> {
  const { access_token: token } = Token.parse((await requestToken(url, client)).body);
  return { authorization: `Bearer ${token}` };
}

/** Makes one call after the other with the same token, in the same entity. */
export type Caller = (method: string, path: string, sending?: SandboxRequest) => Promise<SandboxReply>;

/** Signs in as `client`; the calls are made in `entityId`. */
export async function signIn(
  url: string,
  client: ClientCredentials = seedClient.service,
  entityId: string = seedEntity.global,
): Promise<Caller> {
  const own = { ...(await authorize(url, client)), 'zuora-entity-ids': hyphenateEntityId(entityId) };
  return (method, path, { headers, ...sending } = {}) =>
    sendToSandbox(url, method, path, { ...sending, headers: { ...own, ...headers } });
}

/** The body of an operation that was refused with this code. */
export const refusedWith = (code: number) => ({ success: false, reasons: [{ code }] });

/** The path of an operation on a user. */
export const userPath = (username: string, operation: string): string =>
  `/v1/users/${encodeURIComponent(username)}/${operation}`;

const Effects = z.object({
  effects: z.array(
    z.object({
      trackId: z.string().nullable(),
      idempotencyKey: z.string().nullable(),
      change: z.looseObject({ type: z.string() }),
    }),
  ),
});

/** The state changes that calls have caused so far. */
export const effects = async (url: string): Promise<z.infer<typeof Effects>['effects']> =>
  Effects.parse((await sendToSandbox(url, 'GET', '/_sandbox/state')).body).effects;

/** Plants a fault. */
export async function plant(url: string, fault: object): Promise<void> {
  const { status, body } = await sendToSandbox(url, 'POST', '/_sandbox/faults', { body: fault });
  if (status !== 204) throw new Error(JSON.stringify(body));
}

/** Resolves once the sandbox has received a call of this path. */
export async function whenCalled(url: string, path: string): Promise<void> {
  for (;;) {
    const { body } = await sendToSandbox(url, 'GET', '/_sandbox/calls');
    if (JSON.stringify(body).includes(`"path":"${path}"`)) return;
  }
}
