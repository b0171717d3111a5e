/** An HTTP proxy that notes what it is asked for. It opens no tunnel, so nothing leaves this machine. */
import { once } from 'node:events';
import { createServer, request as sendRequest } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface RecordingProxy {
  readonly url: string;
  /** The targets so far: `host:port` of a tunnel, or a URL. */
  readonly targets: readonly string[];
  close(): void;
}

/** @param target takes all requests that need no tunnel */
export async function startRecordingProxy(target: string): Promise<RecordingProxy> {
  const targets: string[] = [];
  const server = createServer((request, response) => {
    targets.push(request.url ?? '');
    const { pathname, search } = new URL(request.url ?? '');
    const { method, headers } = request;
    const forwarded = sendRequest(new URL(`${pathname}${search}`, target), { method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    request.pipe(forwarded);
  });
  server.on('connect', (request, socket) => {
    targets.push(request.url ?? '');
    socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    targets,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
