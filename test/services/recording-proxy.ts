/** An HTTP proxy that notes what it is asked for. Its tunnels end on this machine, whatever their target. */
import { once } from 'node:events';
import { createServer, request as sendRequest } from 'node:http';
import { type AddressInfo, connect } from 'node:net';

export interface RecordingProxy {
  readonly url: string;
  /** The targets so far: `host:port` of a tunnel, or a URL. */
  readonly targets: readonly string[];
  close(): void;
}

/**
 * @param target takes all requests that need no tunnel
 * @param tunnelPort where all tunnels end; without it, every tunnel is refused
 */
export async function startRecordingProxy(target: string, tunnelPort?: number): Promise<RecordingProxy> {
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
    if (tunnelPort === undefined) {
      socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
      return;
    }
    const tunnel = connect(tunnelPort, '127.0.0.1', () => socket.write('HTTP/1.1 200 Connection Established\r\n\r\n'));
    // Both ends are this test's own: one closes because the other did.
    tunnel.on('error', () => socket.destroy());
    socket.on('error', () => tunnel.destroy());
    tunnel.pipe(socket).pipe(tunnel);
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
