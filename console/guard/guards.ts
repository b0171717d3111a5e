/** Refuses requests that do not come from the console's own pages in a browser that was let in. */
import type { Context, MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { getCookie, setCookie } from 'hono/cookie';
import { isJson } from '../../operator/json-text.ts';
import { type Admission, isOwnPage, type Visitor } from './admission.ts';

/** What a request carries on its way through the guards. */
export interface Guarded {
  Variables: { visitor: Visitor };
}

/** Pages of the console load only from it, and run no script but its own. Its data is text for them, never markup. */
const headers = {
  'content-security-policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; '),
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'no-store',
} as const;

export const protectiveHeaders: MiddlewareHandler = async (context, next) => {
  for (const [name, value] of Object.entries(headers)) context.header(name, value);
  await next();
};

/**
 * A name that an attacker points at 127.0.0.1 is another host: their page would count as one of the console's own.
 * https://developer.mozilla.org/en-US/docs/Glossary/DNS_rebinding
 *
 * @param host with its port
 */
export function ownHost(host: string): MiddlewareHandler {
  return async (context, next) => {
    if (context.req.header('host') === host) return next();
    return context.text(`This console answers to ${host} alone. Open the address that it has printed.`, 403);
  };
}

/** Requests of other pages carry the cookie if they are on another port of the same host: it is the same site. */
export function ownPages(origin: string): MiddlewareHandler {
  return async (context, next) => {
    const { origin: sentOrigin = origin, 'sec-fetch-site': site = 'same-origin' } = context.req.header();
    const isOwn = sentOrigin === origin && site === 'same-origin';
    if (isOwn) return next();
    return refused(context, 'Only pages of this console may ask for its data.');
  };
}

/** A server on another port of this machine may get the cookie. The token is in the store of the console's own pages. */
export function letIn(admission: Admission, host: string): MiddlewareHandler<Guarded> {
  return async (context, next) => {
    const visitor = admission.find(getCookie(context, cookieName(host)));
    // An event stream of a browser takes no header.
    const token = context.req.header('x-console-token') ?? context.req.query('token');
    if (visitor === undefined || !isOwnPage(visitor, token)) return refused(context, notLetIn, 401);
    context.set('visitor', visitor);
    return next();
  };
}

/** What is too long for an address, and changes nothing. A console that only shows answers these too. */
const questions = ['/api/policy/try', '/api/policy/diff', '/api/dead-letters/preview', '/api/dead-letters/read'];

/** Browsers send `Origin` with every write, and a form of another site can send no header of its own. */
export function ownWrites(origin: string, isReadOnly: boolean): MiddlewareHandler<Guarded> {
  return async (context, next) => {
    if (context.req.method === 'GET') return next();
    if (context.req.method !== 'POST') return refused(context, 'A write is a POST.', 405);
    const { origin: sentOrigin, 'content-type': type } = context.req.header();
    if (sentOrigin !== origin || type !== 'application/json') {
      return refused(context, 'Only pages of this console may change something. Reload the page, and try again.');
    }
    if (isReadOnly && !questions.includes(context.req.path))
      return refused(context, 'This console was started with --read-only: it changes nothing.');
    return next();
  };
}

/** Bytes. SQS takes messages of 1 MiB, whose characters a request may have to escape. */
const maxBodySize = 4 * 1_048_576;

/** Counts as it reads, so that a body without an end does not fill the memory. */
export const limitedBody: MiddlewareHandler = bodyLimit({
  maxSize: maxBodySize,
  onError: (context) =>
    refused(context, 'Nothing was done: what was sent is larger than 4 MiB. SQS takes messages up to 1 MiB.', 413),
});

/** Before a route reads it: a later failure to parse may be of what AWS or a file holds, and no mistake of the request. */
export const jsonBody: MiddlewareHandler = async (context, next) => {
  if (context.req.method === 'GET' || isJson(await context.req.text())) return next();
  return refused(context, 'Nothing was done: what was sent is not JSON.', 400);
};

const notLetIn = 'This browser is not let in. Open the newest address that the console has printed.';

export function remember(context: Context, host: string, { cookie }: Visitor): void {
  setCookie(context, cookieName(host), cookie, { httpOnly: true, sameSite: 'Strict', path: '/' });
}

export function isLetIn(context: Context, admission: Admission, host: string): boolean {
  return admission.find(getCookie(context, cookieName(host))) !== undefined;
}

/** Browsers send a cookie to all ports of a host: the consoles of two stages must not overwrite each other's. */
function cookieName(host: string): string {
  return `zuora-access-console-${host.slice(host.lastIndexOf(':') + 1)}`;
}

function refused(context: Context, error: string, status: 400 | 401 | 403 | 405 | 413 = 403) {
  return context.json({ error }, status);
}
