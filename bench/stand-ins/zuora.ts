/**
 * Stands in for Zuora as a process of its own. It knows every user, grants nothing before it is asked, and forgets.
 * Argument: the file of the certificate.
 */
import type { IncomingMessage } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { Counter } from './counts.ts';
import { type Answer, serve } from './server.ts';
import { connectionIdAt, homeEntityId, type TenantSettings, targetEntityId, tokenValue } from './tenant.ts';

const [keyFile] = process.argv.slice(2);
const counter = new Counter();
let tenant: Required<TenantSettings> = { delay: 0, granted: [homeEntityId], connections: 0 };
/** In a page of a list. */
const pageSize = 300;

await serve(
  {
    async answer(request, body) {
      if (tenant.delay > 0) await sleep(tenant.delay);
      return answerTo(request, body);
    },
    command(settings: TenantSettings) {
      tenant = { ...tenant, ...settings };
      return counter.take();
    },
  },
  keyFile,
);

function answerTo({ method, url = '', headers }: IncomingMessage, body: string): Answer {
  if (url === '/oauth/token') return token(body);
  if (headers.authorization !== `Bearer ${tokenValue}`)
    return { status: 401, body: { message: 'Authentication error' } };
  if (method === 'GET') {
    counter.add('Zuora reads');
    const page = new URL(url, 'http://zuora').searchParams.get('page');
    return success(page === null ? accessibleEntities() : connections(Number(page)));
  }
  counter.add('Zuora writes');
  // Zuora takes the key on POST alone: https://developer.zuora.com/docs/guides/idempotent-requests/
  if (method === 'PUT' && headers['idempotency-key'] !== undefined)
    return { status: 400, body: { message: 'Idempotency-Key is not supported for PUT' } };
  const { targetEntityIds } = JSON.parse(body);
  if (url.endsWith('/request-access') && !Array.isArray(targetEntityIds))
    return { status: 400, body: { message: 'targetEntityIds is missing' } };
  return success({});
}

function accessibleEntities(): object {
  return { entities: tenant.granted.map((id) => ({ id, name: id })) };
}

function connections(page: number): object {
  const first = (page - 1) * pageSize;
  const count = Math.min(pageSize, tenant.connections - first);
  const entityConnections = Array.from({ length: Math.max(0, count) }, (_, index) => ({
    id: connectionIdAt(first + index),
    ...{ sourceEntityId: targetEntityId, targetEntityId: homeEntityId, status: 'Pending' },
  }));
  return { entityConnections, ...(first + count < tenant.connections && { nextPage: 'next' }) };
}

function token(body: string): Answer {
  counter.add('tokens');
  const isKnown = new URLSearchParams(body).get('client_id') !== null;
  if (!isKnown) return { status: 401, body: { error: 'invalid_client' } };
  const hyphenated = homeEntityId.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  const scope = `entity.${hyphenated} platform.write tenant.1`;
  return { status: 200, body: { access_token: tokenValue, token_type: 'bearer', expires_in: 3600, scope } };
}

function success(body: object): Answer {
  return { status: 200, body: { ...body, success: true } };
}
