/** The secret's value as it is written: the base URL, the default client, and the clients of single entities. */
import type { Credentials, OAuthClient } from '../../lib/zuora/credentials.ts';

export interface OAuthValue extends OAuthClient {
  readonly entities: Readonly<Record<string, Omit<OAuthClient, 'baseUrl'>>>;
}

/** The value that these credentials were read from. */
export function toOAuthValue({ clientFor, entityIds }: Credentials): OAuthValue {
  const own = (entityId: string) => {
    const { clientId, clientSecret } = clientFor(entityId);
    return { clientId, clientSecret };
  };
  return { ...clientFor(undefined), entities: Object.fromEntries(entityIds.map((id) => [id, own(id)])) };
}
