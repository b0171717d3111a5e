/** The Zuora sandbox: an HTTP server that answers as Zuora's multi-entity API does, with real state behind it. */
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { StorageFailure } from '../storage.ts';
import { createExchange } from './exchange.ts';
import { createFaults } from './faults.ts';
import { type SandboxSettings, settingsSchema } from './settings.ts';
import { openStore, type SandboxStore } from './store.ts';

/** Milliseconds. Longer than clients keep an idle connection, so that none writes to a closing one. */
const keepAliveTimeout = 65_000;

export interface ZuoraOptions {
  /** 0 takes any free port. */
  readonly port: number;
  readonly host?: '127.0.0.1';
  /** The file of the state. Without it, the state lasts as long as the process. */
  readonly journal?: string;
  /** Milliseconds since 1970. */
  readonly clock?: () => number;
  /** From 0 up to, but not including, 1: decides which requests a fault with a probability strikes. */
  readonly random?: () => number;
  readonly settings?: Partial<SandboxSettings>;
}

export interface RunningZuora {
  readonly url: string;
  readonly port: number;
  /** Ends open connections and drops the calls without effect so far. It can be called again. */
  close(): Promise<void>;
}

/** Starts a sandbox. Rejects if the port is taken, a setting is wrong or the journal cannot be read. */
export async function startZuora({
  port: wantedPort,
  host = '127.0.0.1',
  journal,
  clock = Date.now,
  random = Math.random,
  settings: given = {},
}: ZuoraOptions): Promise<RunningZuora> {
  const settings = settingsSchema.parse(given);
  const server = createServer({ keepAliveTimeout: keepAliveTimeout });
  // The port before the journal: of two sandboxes that share both, the second must leave the journal alone.
  server.listen(wantedPort, host);
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : wantedPort;
  const url = `http://${host}:${port}`;

  const stop = (): Promise<void> => new Promise((resolve) => server.close(() => resolve()).closeAllConnections());
  let store: SandboxStore;
  try {
    store = openStore(clock, journal);
  } catch (error) {
    await stop();
    throw error;
  }
  const closing = new AbortController();
  const exchange = createExchange({
    store,
    settings,
    faults: createFaults(random, clock),
    baseUrl: url,
    newId: () => randomUUID().replaceAll('-', ''),
    sleep: async (ms) => {
      if (ms > 0) await wait(ms, undefined, { signal: closing.signal });
    },
    closing: closing.signal,
  });

  const underWay = new Set<Promise<void>>();
  server.on('request', (incoming, outgoing) => {
    const handled = exchange(incoming, outgoing)
      .catch((error: unknown) => {
        const isUnexpected = incoming.complete && !closing.signal.aborted && !(error instanceof StorageFailure);
        if (isUnexpected) console.error(error);
        outgoing.destroy();
      })
      .then(() => {
        underWay.delete(handled);
      });
    underWay.add(handled);
  });

  let closed: Promise<void> | undefined;
  async function shutDown(): Promise<void> {
    closing.abort();
    await Promise.all([stop(), ...underWay]);
    store.close();
  }

  return {
    url,
    port,
    close() {
      closed ??= shutDown();
      return closed;
    },
  };
}
