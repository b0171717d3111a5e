/** Sends one HTTP request to Zuora. The only place that knows the HTTP client, whose errors carry secrets. */
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import axios, { isAxiosError } from 'axios';
import { type Answer, type FailedCall, unanswered } from './failure.ts';

interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PUT';
  /** Absolute, and already encoded. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
  /** Milliseconds until the call is given up, from its start to the last byte of its answer. */
  readonly timeout: number;
}

/** @throws ZuoraFailure when no answer comes; every answer, of whatever status, is returned */
export type Http = (call: FailedCall, request: HttpRequest) => Promise<Answer>;

const fiveMebibytes = 5 * 1_048_576;

export function createHttp(): Http {
  const agent = { keepAlive: true };
  const client = axios.create({
    httpAgent: new HttpAgent(agent),
    httpsAgent: new HttpsAgent(agent),
    maxRedirects: 0,
    proxy: false,
    // Stryker disable next-line StringLiteral: text is what axios reads unless it is told otherwise
    responseType: 'text',
    transformResponse: (body: unknown) => body,
    validateStatus: () => true,
    maxContentLength: fiveMebibytes,
  });
  return async (call, { method, url, headers, body, timeout }) => {
    try {
      const {
        status,
        headers: answered,
        data,
      } = await client.request<string>({
        method,
        url,
        headers: { ...headers },
        data: body,
        signal: AbortSignal.timeout(timeout),
      });
      return { status, headers: headersOf(answered), body: data };
    } catch (error) {
      throw unanswered(call, causeOf(error));
    }
  };
}

function headersOf(headers: object): Record<string, string | undefined> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]));
}

/** A word that is safe to log: the client's own message may quote the request. */
function causeOf(error: unknown): string {
  if (isAxiosError(error)) return error.code === 'ERR_CANCELED' ? 'timeout' : (error.code ?? 'unknown');
  return error instanceof Error ? error.name : 'unknown';
}
