/** The stage of a console, for what its routes do, without a browser or a server. */

import { Stage } from '../../console/stage.ts';
import { proxyOptions } from '../../operator/proxy.ts';
import { connectToAws } from '../../operator/stack/aws-connection.ts';
import type { Stack } from '../../operator/stack/stack.ts';

/** @param url of the embedded AWS */
export async function testSession(url: string, stack: Partial<Stack> = {}) {
  const env = { AWS_ENDPOINT_URL: url };
  const session = {
    aws: await connectToAws(env),
    stack: {
      ...{ stage: 'local', queues: [], ledger: 'ledger', accounts: 'accounts', people: 'people', audit: 'audit' },
      ...{ secret: 'secret', ...stack },
    },
    ...{ proxy: proxyOptions({}), now: Date.now },
  };
  return { env, session, openSession: async () => session };
}

/** @param url of the embedded AWS */
export async function testStage(url: string, stack: Partial<Stack> = {}): Promise<Stage> {
  const { session, ...options } = await testSession(url, stack);
  return new Stage({ ...options, notice: () => undefined }, session, new AbortController().signal);
}
