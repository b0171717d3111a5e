/** The console's own routes, so that a new one without its guards is found. */
import { createRoutes } from '../../console/routes.ts';
import { Stage } from '../../console/stage.ts';
import type { Session } from '../../operator/stack/session.ts';

/** Nothing is read for the routes alone. */
const stage = new Stage(
  {
    ...{ env: {}, sandboxUrl: 'http://127.0.0.1:9', notice: () => undefined },
    openSession: () => Promise.reject(new Error('No session is opened.')),
  },
  {} as Session,
  new AbortController().signal,
);

const routes = createRoutes(stage, { isReadOnly: false }).routes.map(({ method, path }) => ({
  method,
  path: `/api${path.replaceAll(/:\w+/g, '1')}`,
}));

/** What shows something, with an address for each parameter. */
export const reads = routes.filter(({ method }) => method === 'GET').map(({ path }) => path);

/** What may change something. */
export const writes = routes.filter(({ method }) => method !== 'GET').map(({ path }) => path);

/** Of those, what is too long for an address, and changes nothing. */
const questions = ['/api/dead-letters/preview', '/api/dead-letters/read', '/api/policy/diff', '/api/policy/try'];

/** What changes something. */
export const changes = writes.filter((path) => !questions.includes(path));
