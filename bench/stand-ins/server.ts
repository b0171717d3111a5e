/** The server of a stand-in. The benchmark tells it over its channel what to do, so that nobody else's request is counted. */
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';

export interface Answer {
  readonly status: number;
  readonly body: object;
}

interface StandIn {
  answer(request: IncomingMessage, body: string): Answer | Promise<Answer>;
  /** @returns what the benchmark is told */
  command(command: object): object;
}

/** A file with a key and its certificate, in PEM. */
interface KeyAndCertificate {
  readonly key: string;
  readonly cert: string;
}

/**
 * Serves on a free port of this machine until the process of the benchmark has ended.
 *
 * @param keyFile of the key and certificate, as JSON; plain HTTP without it
 */
export async function serve(standIn: StandIn, keyFile: string | undefined): Promise<void> {
  const listener: RequestListener = (request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', async () => {
      const { status, body } = await standIn.answer(request, Buffer.concat(parts).toString());
      const text = JSON.stringify(body);
      response.writeHead(status, { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(text) });
      response.end(text);
    });
  };
  const server = keyFile === undefined ? createServer(listener) : createTlsServer(readKey(keyFile), listener);
  // A contender keeps its connections for as long as it lives.
  server.keepAliveTimeout = 0;
  server.listen(0, 'localhost');
  await once(server, 'listening');
  process.on('message', (command: object) => process.send?.(standIn.command(command)));
  process.on('disconnect', () => process.exit());
  const { port } = server.address() as AddressInfo;
  process.send?.({ url: `${keyFile === undefined ? 'http' : 'https'}://localhost:${port}` });
}

function readKey(file: string): KeyAndCertificate {
  return JSON.parse(readFileSync(file, 'utf8'));
}
