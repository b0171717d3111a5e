/** Serves the console of one stage to the browsers of one operator: on this machine only. */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { createApplication } from './application.ts';
import { readBrowserCode } from './browser-code.ts';
import { Admission } from './guard/admission.ts';
import { createRoutes } from './routes.ts';
import { Stage, type StageOptions } from './stage.ts';

export interface ConsoleOptions extends StageOptions {
  /** 0 takes any free port. */
  readonly port: number;
  /** Whether writes are refused. */
  readonly isReadOnly: boolean;
}

export interface RunningConsole {
  /** Lets in one browser. Each that is let in has the next address printed. */
  readonly url: string;
  close(): Promise<void>;
}

const hostname = '127.0.0.1';

/** @throws Error if the port is in use */
export async function startConsole(options: ConsoleOptions): Promise<RunningConsole> {
  const server = createServer();
  server.listen(options.port, hostname);
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : options.port;
  const host = `${hostname}:${port}`;

  const closing = new AbortController();
  const admission = new Admission(() => randomBytes(32).toString('base64url'));
  const nextUrl = () => `http://${host}/?token=${admission.issue()}`;
  const { isReadOnly } = options;
  const stage = new Stage(options, closing.signal);
  const application = createApplication({
    ...{ admission, host, isReadOnly, readBrowserCode },
    onAdmitted: () => options.notice(`The console is open. For another browser: ${nextUrl()}`),
    routes: createRoutes(stage, { isReadOnly }),
  });
  server.on('request', getRequestListener(application.fetch, { hostname, overrideGlobalObjects: false }));
  return {
    url: nextUrl(),
    async close() {
      closing.abort();
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
