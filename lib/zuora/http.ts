/** Sends HTTP requests to Zuora. Nothing else uses the HTTP client, because its errors carry secrets. */
import { type AgentOptions, Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import axios, { type AxiosInstance, type AxiosResponse, isAxiosError } from 'axios';
import { type Answer, type FailedCall, unanswered } from './failure.ts';

interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PUT';
  /** Absolute, and already encoded. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
  /** Milliseconds from the start of the call to the last byte of its answer; then the call is aborted. */
  readonly timeout: number;
}

/** @throws ZuoraFailure when no answer comes; an answer of any status is returned */
export type Http = (call: FailedCall, request: HttpRequest) => Promise<Answer>;

const fiveMebibytes = 5 * 1_048_576;

/** What Node says of a connection that the other side has closed. */
const closedConnection = ['ECONNRESET', 'EPIPE'];

/**
 * Connections are kept for the next calls. While Lambda freezes the environment, Zuora may close them unnoticed. A read,
 * or a token request, that meets such a connection is sent once more over a new one. A write is not: Zuora may have
 * received it.
 *
 * @param options of both agents; the functions have none
 */
export function createHttp(options: Pick<AgentOptions, 'proxyEnv'> = {}): Http {
  const kept = clientWith({ ...options, keepAlive: true });
  const fresh = clientWith({ ...options, keepAlive: false });
  return async (call, { method, url, headers, body, timeout }) => {
    const request = { method, url, headers: { ...headers }, data: body, signal: AbortSignal.timeout(timeout) };
    try {
      return answerOf(await kept.request<string>(request));
    } catch (error) {
      if (call.isWrite || !metClosedConnection(error)) throw unanswered(call, causeOf(error));
    }
    try {
      return answerOf(await fresh.request<string>(request));
    } catch (error) {
      throw unanswered(call, causeOf(error));
    }
  };
}

function clientWith(agent: AgentOptions): AxiosInstance {
  return axios.create({
    httpAgent: new HttpAgent(agent),
    httpsAgent: new HttpsAgent(agent),
    maxRedirects: 0,
    // With `false`, axios ignores the proxy of an agent too. Without it, axios leaves the proxy to such an agent.
    ...(agent.proxyEnv === undefined && { proxy: false as const }),
    // Stryker disable next-line StringLiteral: text is what axios reads unless it is told otherwise
    responseType: 'text',
    transformResponse: (body: unknown) => body,
    validateStatus: () => true,
    maxContentLength: fiveMebibytes,
  });
}

/** https://nodejs.org/api/http.html#requestreusedsocket */
function metClosedConnection(error: unknown): boolean {
  return isAxiosError(error) && closedConnection.includes(error.code ?? '') && error.request?.reusedSocket === true;
}

function answerOf({ status, headers, data }: AxiosResponse<string>): Answer {
  return { status, headers: headersOf(headers), body: data };
}

function headersOf(headers: object): Record<string, string | undefined> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]));
}

/** A word that is safe to log. The HTTP client's own message may quote the request. */
function causeOf(error: unknown): string {
  if (isAxiosError(error)) return error.code === 'ERR_CANCELED' ? 'timeout' : (error.code ?? 'unknown');
  return error instanceof Error ? error.name : 'unknown';
}
