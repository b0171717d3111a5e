/** Calls Zuora by axios, with one token for all messages. */
import axios from 'axios';
import type { Credentials } from './environment.ts';
import type { AccessRequest } from './message.ts';

/** A token must not follow a redirect to another host. Our build has nothing to follow one with. */
const http = axios.create({ maxRedirects: 0 });

let token: Promise<string> | undefined;

async function requestToken({ baseUrl, clientId, clientSecret }: Credentials): Promise<string> {
  const form = new URLSearchParams({
    client_id: clientId,
    client_secret: clientSecret,
    grant_type: 'client_credentials',
  });
  // As text: given the form itself, axios does not know it once its form data is left out of the bundle.
  const { data } = await http.post(`${baseUrl}/oauth/token`, form.toString(), {
    headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
  });
  return data.access_token;
}

async function headers(credentials: Credentials, { entityId }: AccessRequest, messageId: string) {
  token ??= requestToken(credentials);
  const hyphenated = entityId.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  return { Authorization: `Bearer ${await token}`, 'Zuora-Entity-Ids': hyphenated, 'Zuora-Track-Id': messageId };
}

function path({ username }: AccessRequest, what: string): string {
  return `/v1/users/${encodeURIComponent(username)}/${what}`;
}

/** Zuora takes an idempotency key on POST alone, and this is a PUT: the message ID goes out as the track ID. */
export async function requestAccess(
  credentials: Credentials,
  request: AccessRequest,
  messageId: string,
): Promise<{ readonly success: boolean }> {
  const { targetEntityIds } = request;
  const { data } = await http.put(
    credentials.baseUrl + path(request, 'request-access'),
    { targetEntityIds },
    { headers: await headers(credentials, request, messageId) },
  );
  if (data.success !== true) throw new Error(`Zuora refused: ${JSON.stringify(data)}`);
  return { success: true };
}

/** The entities that the user has. */
export async function readAccess(
  credentials: Credentials,
  request: AccessRequest,
  messageId: string,
): Promise<readonly string[]> {
  const { data } = await http.get(credentials.baseUrl + path(request, 'accessible-entities'), {
    headers: await headers(credentials, request, messageId),
  });
  return data.entities.map(({ id }: { readonly id: string }) => id);
}
