/** The embedded AWS behind a server that answers no further request of one kind after some, until it is told to go on. */
import { once } from 'node:events';
import { createServer, request as sendRequest } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface StallingAws {
  readonly url: string;
  /** Resolves when a request waits. */
  readonly stalled: Promise<void>;
  /** Answers what waits, and everything from now on. */
  goOn(): void;
  close(): void;
}

/**
 * @param count of the requests that are answered before one waits
 * @param action that these requests name
 */
export async function startStallingAws(
  target: string,
  count: number,
  action = 'DynamoDB_20120810.Query',
): Promise<StallingAws> {
  let left = count;
  let stall: () => void = () => undefined;
  let goOn: () => void = () => undefined;
  const stalled = new Promise<void>((resolve) => {
    stall = resolve;
  });
  const released = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  const server = createServer(async (request, response) => {
    const { method, headers, url = '/' } = request;
    if (headers['x-amz-target'] === action) left -= 1;
    if (left < 0) {
      stall();
      await released;
    }
    const forwarded = sendRequest(new URL(url, target), { method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    // Who asked may have been killed.
    forwarded.on('error', () => response.destroy());
    request.pipe(forwarded);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    ...{ stalled, goOn: () => goOn() },
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
