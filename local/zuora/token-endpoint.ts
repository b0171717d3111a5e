/** `POST /oauth/token`: the rates of each client address and of the tenant, and the form. */
import { oauthError, rateExceeded, type ZuoraAnswer } from './answers.ts';
import { type CallRate, createRate, tenantTokenSpans, tokenSpan } from './limits.ts';
import { issueToken } from './oauth.ts';
import type { Sandbox, ZuoraRequest } from './sandbox.ts';

export const tokenPath = '/oauth/token';

const formType = /^application\/x-www-form-urlencoded\b/i;

/** Answers a token request; throws a `Refusal` if there is to be no token. */
export function createTokenEndpoint(sandbox: Sandbox): (request: ZuoraRequest, delay: number) => Promise<ZuoraAnswer> {
  const { store, newId, sleep } = sandbox;
  const rates = new Map<string, CallRate>();
  const tenantRate = createRate();

  function takeRate(address: string): Record<string, string> {
    const rate = rates.get(address) ?? createRate();
    rates.set(address, rate);
    const status = rate.take([tokenSpan(sandbox.settings)], store.now());
    const headers = {
      'X-RateLimit-Limit-minute': String(status.nearest.limit),
      'X-RateLimit-Remaining-minute': String(status.remaining),
    };
    const tenantStatus = tenantRate.take(tenantTokenSpans(sandbox.settings), store.now());
    const exceeded = [tenantStatus, status].find((each) => each.exceeded);
    if (exceeded) throw rateExceeded(exceeded, headers);
    return headers;
  }

  return async (request, delay) => {
    const headers = takeRate(request.address);
    await sleep(sandbox.settings.latencyMs + delay);
    if (!formType.test(request.headers['content-type'] ?? ''))
      throw oauthError(400, 'invalid_request', 'The body must be application/x-www-form-urlencoded');
    const { answer, entry } = issueToken(store.state, {
      form: new URLSearchParams(request.body),
      entityHeader: request.headers['zuora-entity-ids'],
      lifetime: sandbox.settings.tokenSeconds * 1000,
      now: store.now(),
      newId,
    });
    store.commit([entry]);
    request.identify(entry.clientId);
    return { ...answer, headers: { ...answer.headers, ...headers } };
  };
}
