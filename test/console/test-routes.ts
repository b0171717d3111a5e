/** What the console's routes answer, without its guards. */
import { answerError } from '../../console/answers.ts';
import { createRoutes } from '../../console/routes.ts';
import { testStage } from './test-stage.ts';

interface Reply {
  readonly status: number;
  readonly body: unknown;
}

export interface TestRoutes {
  readonly get: (path: string) => Promise<Reply>;
  readonly post: (path: string, body: object) => Promise<Reply>;
}

/** @param url of the embedded AWS */
export async function testRoutes(url: string): Promise<TestRoutes> {
  const routes = createRoutes(await testStage(url), { isReadOnly: false });
  routes.onError((error, context) => answerError(context, error));
  const send = async (path: string, request: RequestInit) => {
    const response = await routes.request(path, request);
    return { status: response.status, body: await response.json() };
  };
  return {
    get: (path) => send(path, {}),
    post: (path, body) => send(path, { method: 'POST', body: JSON.stringify(body) }),
  };
}
