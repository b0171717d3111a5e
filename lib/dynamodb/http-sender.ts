/** Sends HTTP requests to DynamoDB over connections that it keeps. */
import { type AgentOptions, Agent as HttpAgent, type IncomingHttpHeaders, request as requestHttp } from 'node:http';
import { Agent as HttpsAgent, request as requestHttps } from 'node:https';

export interface HttpAnswer {
  readonly statusCode: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** As the AWS SDK has it. */
const sdkOptions: AgentOptions = { keepAlive: true, maxSockets: 50 };

/** What Node says of a connection that ended before the answer did. The AWS SDK names such errors `TimeoutError`. */
const endedConnection = ['ECONNRESET', 'EPIPE', 'ETIMEDOUT'];

export class HttpSender {
  readonly #http: { readonly agent: HttpAgent; readonly send: typeof requestHttp };
  readonly #https: { readonly agent: HttpsAgent; readonly send: typeof requestHttps };

  /** @param options of the connections, such as their proxy */
  constructor(options: AgentOptions = {}) {
    this.#http = { agent: new HttpAgent({ ...sdkOptions, ...options }), send: requestHttp };
    this.#https = { agent: new HttpsAgent({ ...sdkOptions, ...options }), send: requestHttps };
  }

  /**
   * @returns an answer of any status
   * @throws Error `AbortError` once the signal has aborted, `TimeoutError` or Node's own if no whole answer comes
   */
  async post(
    url: URL,
    headers: Readonly<Record<string, string>>,
    body: string,
    signal: AbortSignal,
  ): Promise<HttpAnswer> {
    try {
      return await this.#exchange(url, headers, body, signal);
    } catch (error) {
      if (signal.aborted) throw abortError(signal);
      throw endedConnection.includes(Object(error).code)
        ? Object.assign(Object(error), { name: 'TimeoutError' })
        : error;
    }
  }

  /** Closes the connections. */
  destroy(): void {
    for (const { agent } of [this.#http, this.#https]) agent.destroy();
  }

  #exchange(url: URL, headers: Readonly<Record<string, string>>, body: string, signal: AbortSignal) {
    const { agent, send } = url.protocol === 'https:' ? this.#https : this.#http;
    const { promise, resolve, reject } = Promise.withResolvers<HttpAnswer>();
    const outgoing = send(url, { method: 'POST', headers, agent, signal }, (incoming) => {
      const { statusCode = 0, headers: answered } = incoming;
      let text = '';
      incoming.setEncoding('utf8');
      incoming.on('data', (part: string) => {
        text += part;
      });
      incoming.once('end', () => resolve({ statusCode, headers: answered, body: text }));
      incoming.once('error', reject);
    });
    outgoing.once('error', reject);
    outgoing.end(body);
    return promise;
  }
}

/** The error of a call whose time is over, as the AWS SDK names it. */
export function abortError({ reason }: AbortSignal): Error {
  const error = new Error('DynamoDB did not answer in time; the call was given up.', { cause: reason });
  return Object.assign(error, { name: 'AbortError' });
}
