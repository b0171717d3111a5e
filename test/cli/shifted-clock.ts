/** A server as it would be with another clock. */
import { createServer, request } from 'node:http';
import { buffer } from 'node:stream/consumers';

export interface ShiftedServer {
  readonly url: string;
  close(): void;
}

/**
 * Hands every request on, and brings the answer back with a date of its own.
 *
 * @param target the server's address
 * @param ahead milliseconds
 */
export async function startShifted(target: string, ahead: number): Promise<ShiftedServer> {
  const server = createServer(async (incoming, outgoing) => {
    const { method, url, headers } = incoming;
    const body = await buffer(incoming);
    request(`${target}${url}`, { method, headers }, (answer) => {
      const date = new Date(Date.now() + ahead).toUTCString();
      outgoing.writeHead(answer.statusCode ?? 500, { ...answer.headers, date });
      answer.pipe(outgoing);
    }).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  return { url: `http://127.0.0.1:${port}`, close: () => server.close().closeAllConnections() };
}
