/** The common part of all requests: injected answers, the ids in the answer, and the form of a refusal. */
import { StorageFailure } from '../storage.ts';
import { badRequest, Refusal, type RequestTrace, systemError, type ZuoraAnswer } from './answers.ts';
import { createApi } from './api.ts';
import { gatewayAnswer } from './error-shapes.ts';
import type { Fault } from './faults.ts';
import { createIdempotency } from './idempotency.ts';
import type { Sandbox, ZuoraRequest } from './sandbox.ts';
import { createTokenEndpoint, tokenPath } from './token-endpoint.ts';

/** Answers every request except those to `/_sandbox`. Rejects only if the sandbox closes meanwhile. */
export type Gateway = (request: ZuoraRequest, fault: Fault | null) => Promise<ZuoraAnswer>;

/** Printable US-ASCII but `:`, `;`, `"` and `'`. */
const trackIdForm = /^[ !#-&(-9<-~]{1,64}$/;

export function createGateway(sandbox: Sandbox): Gateway {
  const idempotency = createIdempotency(sandbox.store);
  const callApi = createApi(sandbox, idempotency);
  const requestToken = createTokenEndpoint(sandbox);

  async function respond(request: ZuoraRequest, fault: Fault | null): Promise<ZuoraAnswer> {
    if (fault?.kind === 'answer') {
      sandbox.store.commit(idempotency.injectedEntries(request, fault.answer));
      return fault.answer;
    }
    const trackId = request.headers['zuora-track-id'];
    if (trackId !== undefined && !trackIdForm.test(trackId))
      throw badRequest(400, 'Zuora-Track-Id must be 1 to 64 US-ASCII characters without colon, semicolon and quotes');
    const delay = fault?.kind === 'delay' ? fault.delayMs : 0;
    const answer =
      request.method === 'POST' && request.path === tokenPath ? requestToken(request, delay) : callApi(request, delay);
    return withinLimit(
      answer.catch((error) => answerTo(error, request.trace)),
      sandbox.settings.latencyMs + delay,
    );
  }

  /** A gateway stops waiting at the server's limit. The call goes on. */
  function withinLimit(answer: Promise<ZuoraAnswer>, duration: number): Promise<ZuoraAnswer> {
    const { serverLimitMs, gatewayBody } = sandbox.settings;
    if (duration <= serverLimitMs) return answer;
    const limit = sandbox.sleep(serverLimitMs);
    return Promise.race([answer, limit.then(() => gatewayAnswer(504, 'Gateway Timeout', gatewayBody))]);
  }

  function answerTo(error: unknown, trace: RequestTrace): ZuoraAnswer {
    if (error instanceof Refusal) return error.answer(trace);
    if (sandbox.closing.aborted) throw error;
    if (!(error instanceof StorageFailure)) console.error(error);
    return systemError;
  }

  return async (request, fault) => {
    const answer = await respond(request, fault).catch((error) => answerTo(error, request.trace));
    return { ...answer, headers: { ...traceHeaders(request), ...answer.headers } };
  };
}

function traceHeaders({ trace, headers }: ZuoraRequest): Record<string, string> {
  const trackId = headers['zuora-track-id'];
  const echo = trackId !== undefined && trackIdForm.test(trackId) ? { 'Zuora-Track-Id': trackId } : {};
  return { 'Zuora-Request-Id': trace.requestId, ...echo };
}
