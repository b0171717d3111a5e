/** Serves the console of one stage to the browsers of one operator: on this machine only. */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import { addressLifetime } from './address-words.ts';
import type { ConsoleOptions } from './console-options.ts';
import { Admission } from './guard/admission.ts';

export interface RunningConsole {
  /** Lets in one browser, for some time. Each that is let in has the next address printed. */
  readonly url: string;
  /** Another address, which takes the place of the last one. */
  newAddress(): string;
  close(): Promise<void>;
}

const hostname = '127.0.0.1';

/**
 * Listens at once. Everything else is loaded for the first request, so that a stack starts as fast as without a console.
 *
 * @throws Error if the port is in use
 */
export async function startConsole(options: ConsoleOptions): Promise<RunningConsole> {
  const server = createServer();
  server.listen(options.port, hostname);
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : options.port;
  const host = `${hostname}:${port}`;

  const closing = new AbortController();
  const admission = new Admission(() => randomBytes(32).toString('base64url'), options.now);
  const newAddress = () => `http://${host}/?token=${admission.issue()}`;
  let opening: Promise<RequestListener> | undefined;
  const open = () => {
    // A stage that cannot be opened now may be there for the next request.
    opening ??= openListener().catch((error) => {
      opening = undefined;
      throw error;
    });
    return opening;
  };
  const openListener = async () => {
    const { createListener } = await import('./listener.ts');
    const onAdmitted = () =>
      options.notice(`The console is open. For another browser, within ${addressLifetime}: ${newAddress()}`);
    return createListener(options, { admission, host, onAdmitted, closing: closing.signal });
  };
  server.on('request', (...exchange: Parameters<RequestListener>) => {
    open()
      .then((listen) => listen(...exchange))
      .catch((error) => exchange[1].writeHead(500, { 'content-type': 'text/plain' }).end(String(error?.message)));
  });
  return {
    url: newAddress(),
    newAddress,
    async close() {
      closing.abort();
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
