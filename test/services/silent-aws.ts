/** An AWS that takes every call and answers none. */
import { once } from 'node:events';
import { createServer } from 'node:http';

/** Calls `use` with its URL. */
export async function withSilentAws(use: (url: string) => Promise<void>): Promise<void> {
  const server = createServer(() => undefined).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  try {
    await use(`http://127.0.0.1:${typeof address === 'object' && address?.port}`);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}
