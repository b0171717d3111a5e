/** A DynamoDB that gives the answers that a test has written down, in order, and notes the calls. */
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach } from '@jest/globals';

export type RecordedAnswer =
  | {
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      /** Text as it is; anything else as JSON. */
      readonly body: unknown;
    }
  /** The connection ends before the answer, or in it. */
  | 'reset'
  | 'cut off'
  /** Nothing comes, or no more after the beginning. */
  | 'silence'
  | 'stalled';

export interface RecordedCall {
  readonly headers: IncomingHttpHeaders;
  readonly path: string;
  readonly body: string;
}

/** An error as DynamoDB writes it. */
export function refusal(type: string, status = 400, members: object = {}, headers = {}): RecordedAnswer {
  const prefix = type.endsWith('Signature') ? 'com.amazon.coral.service' : 'com.amazonaws.dynamodb.v20120810';
  return { status, headers, body: { __type: `${prefix}#${type}`, message: `${type} it is.`, ...members } };
}

class RecordedDynamodb {
  /** Those still to give. After them, every call succeeds. */
  answers: RecordedAnswer[] = [];
  readonly calls: RecordedCall[] = [];
  readonly #server = createServer(async (request, response) => {
    const { headers, url: path = '' } = request;
    this.calls.push({ headers, path, body: await text(request) });
    this.#answer(response, this.answers.shift() ?? { status: 200, body: {} });
  });

  get url(): URL {
    return new URL(`http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/`);
  }

  #answer(response: ServerResponse, answer: RecordedAnswer): void {
    if (answer === 'silence') return;
    if (answer === 'reset') {
      response.socket?.resetAndDestroy();
      return;
    }
    if (answer === 'cut off' || answer === 'stalled') {
      response.writeHead(200, { 'content-length': '1000' });
      response.write('{"Item":', () => answer === 'cut off' && response.destroy());
      return;
    }
    const { status, headers, body } = answer;
    // The date is among the headers that a test writes down.
    response.sendDate = false;
    response.writeHead(status, { 'x-amzn-requestid': 'REQUEST', ...headers });
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  }

  async start(): Promise<void> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
  }

  reset(): void {
    this.answers = [];
    this.calls.length = 0;
  }

  end(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }
}

export function useRecordedDynamodb(): RecordedDynamodb {
  const dynamodb = new RecordedDynamodb();
  beforeAll(() => dynamodb.start());
  beforeEach(() => dynamodb.reset());
  afterAll(() => dynamodb.end());
  return dynamodb;
}
