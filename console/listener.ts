/** Answers the requests to the console. */
import type { RequestListener } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { type ApplicationOptions, createApplication } from './application.ts';
import { readBrowserCode } from './browser-code.ts';
import type { ConsoleOptions } from './console-options.ts';
import { createRoutes } from './routes.ts';
import { Stage } from './stage.ts';

interface Door extends Pick<ApplicationOptions, 'admission' | 'host' | 'onAdmitted'> {
  /** Aborted when the console closes. */
  readonly closing: AbortSignal;
}

/** @throws what the opening of the session throws */
export async function createListener(options: ConsoleOptions, { closing, ...door }: Door): Promise<RequestListener> {
  const { isReadOnly } = options;
  const stage = new Stage(options, await options.openSession(), closing);
  const routes = createRoutes(stage, { isReadOnly });
  const application = createApplication({ ...door, isReadOnly, readBrowserCode, routes });
  return getRequestListener(application.fetch, { overrideGlobalObjects: false });
}
