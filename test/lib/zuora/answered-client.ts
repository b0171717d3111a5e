/** The client of a message, answered within this process: for tests that make thousands of calls. */
import { IdempotencyKey } from '../../../lib/delivery/idempotency-key.ts';
import { CallsInFlight } from '../../../lib/zuora/calls-in-flight.ts';
import { type Caller, ZuoraClient } from '../../../lib/zuora/client.ts';
import type { Http } from '../../../lib/zuora/http.ts';
import { JoinedReads } from '../../../lib/zuora/joined-reads.ts';
import { TokenCache } from '../../../lib/zuora/token-cache.ts';
import { UserSearches } from '../../../lib/zuora/user-searches.ts';
import { answer, germany, settings } from '../../factories.ts';
import { trackId } from '../../services/zuora-access.ts';

const token = { access_token: 'token', expires_in: 3599, scope: `entity.${germany}` };
const client = { baseUrl: 'https://rest.zuora.com', clientId: 'id', clientSecret: 'hunter2' };
const credentials = async () => ({ versionId: '1', entityIds: [], clientFor: () => client });

/**
 * @param http answers everything but token requests
 * @param shared what the clients of one process share
 */
export function answeredClient(
  http: Http,
  caller: Partial<Caller> = {},
  shared = { inFlight: new CallsInFlight(1), searches: new UserSearches(() => 0) },
): ZuoraClient {
  const own = { settings: settings(), now: () => 0 };
  const withTokens: Http = async (call, request) =>
    call.name === 'token request' ? answer(200, token) : http(call, request);
  const tokens = new TokenCache({
    ...{ ...own, http: withTokens, random: () => 0 },
    credentials: { current: credentials, reread: credentials },
    events: { tokenRefreshed: () => {}, credentialsRejected: () => {} },
  });
  return new ZuoraClient(
    { ...own, ...shared, joinedReads: new JoinedReads(async () => {}), http: withTokens, tokens, onCall: () => {} },
    {
      entityId: germany,
      trackId,
      idempotencyKey: new IdempotencyKey(trackId, 0),
      requireTime: () => {},
      ...caller,
    },
  );
}
