/** One HTTP exchange: the request read and logged, faults of the connection carried out, the answer sent. */
import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { adminPrefix, createAdmin } from './admin.ts';
import type { RequestTrace, ZuoraAnswer } from './answers.ts';
import { shownBody, shownTokenBody, withoutSecrets } from './calls.ts';
import { createGateway } from './gateway.ts';
import type { Sandbox, ZuoraRequest } from './sandbox.ts';

/** Zuora compresses answers above this size, for clients that accept it. */
const gzipThreshold = 1000;

/** A body sent here may hold a secret, also when the path is mistyped. */
const oauthPrefix = '/oauth';

/** Handles one exchange. Rejects if the client goes away before its request is complete. */
export type Exchange = (incoming: IncomingMessage, outgoing: ServerResponse) => Promise<void>;

export function createExchange(sandbox: Sandbox): Exchange {
  const { store, faults } = sandbox;
  const administer = createAdmin(sandbox);
  const answerCall = createGateway(sandbox);

  /** Answers a call. Its record is complete before the client gets the answer. */
  async function take(message: ReceivedRequest, socket: Socket): Promise<ExchangeResult> {
    const { method, target, path, headers, body } = message;
    const shown = path.startsWith(oauthPrefix) ? shownTokenBody(new URLSearchParams(body)) : shownBody(body);
    const call = store.calls.start(
      { method, path: target, headers: withoutSecrets(headers), body: shown },
      store.now(),
    );
    try {
      const fault = faults.take(method, path);
      if (fault?.kind === 'reset') return 'reset';
      function identify(clientId: string): void {
        call.clientId = clientId;
      }
      const answer = await answerCall({ ...message, trace: newTrace(), identify }, fault);
      if (fault?.kind === 'drop') return 'drop';
      if (!socket.destroyed) {
        call.status = answer.status;
        call.success = saysSuccess(answer.body);
      }
      return answer;
    } finally {
      store.finishCall(call);
    }
  }

  return async (incoming, outgoing) => {
    const message = await readRequest(incoming);
    const { method, path, headers, body } = message;
    const isCall = !path.startsWith(adminPrefix);
    const ending = isCall ? await take(message, incoming.socket) : administer(method, path, body);
    if (ending === 'reset') incoming.socket.resetAndDestroy();
    else if (ending === 'drop') incoming.socket.destroy();
    else sendAnswer(outgoing, ending, headers);
  };
}

/** How an exchange ends: with an answer, or with the connection. */
type ExchangeResult = ZuoraAnswer | 'reset' | 'drop';

/** The part of a request that comes from the client. */
type ReceivedRequest = Omit<ZuoraRequest, 'trace' | 'identify'>;

async function readRequest(incoming: IncomingMessage): Promise<ReceivedRequest> {
  const { method = '', url: target = '' } = incoming;
  const queryAt = target.indexOf('?');
  const path = queryAt < 0 ? target : target.slice(0, queryAt);
  return {
    method,
    target,
    path,
    query: new URLSearchParams(target.slice(path.length)),
    headers: flattenHeaders(incoming.headers),
    body: await text(incoming),
    address: incoming.socket.remoteAddress ?? '',
  };
}

function newTrace(): RequestTrace {
  const requestId = randomUUID();
  return { requestId, processId: requestId.replaceAll('-', '').slice(0, 16).toUpperCase() };
}

function flattenHeaders(headers: IncomingMessage['headers']): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, Array.isArray(value) ? value.join(', ') : value]],
    ),
  );
}

function sendAnswer(outgoing: ServerResponse, answer: ZuoraAnswer, requestHeaders: ZuoraRequest['headers']): void {
  outgoing.statusCode = answer.status;
  const isText = typeof answer.body === 'string';
  if (answer.body !== undefined) outgoing.setHeader('Content-Type', isText ? 'text/plain' : 'application/json');
  for (const [name, value] of Object.entries(answer.headers)) outgoing.setHeader(name, value);
  const body = Buffer.from(typeof answer.body === 'string' ? answer.body : (JSON.stringify(answer.body) ?? ''));
  if (body.length <= gzipThreshold || !/\bgzip\b/.test(requestHeaders['accept-encoding'] ?? '')) {
    outgoing.end(body);
    return;
  }
  outgoing.setHeader('Content-Encoding', 'gzip');
  outgoing.end(gzipSync(body));
}

function saysSuccess(body: unknown): boolean {
  return typeof body === 'object' && body !== null && 'success' in body && body.success === true;
}
