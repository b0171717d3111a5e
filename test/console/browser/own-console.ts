/** A console of a test's own, on the stage of the others. */
import { type RunningConsole, startConsole } from '../../../console/console.ts';
import type { ConsoleOptions } from '../../../console/console-options.ts';
import { proxyOptions } from '../../../operator/proxy.ts';
import { connectToAws } from '../../../operator/stack/aws-connection.ts';
import { findStack } from '../../../operator/stack/stack.ts';
import type { BrowserWorld } from './world.ts';

export function startOwnConsole(
  { stack }: BrowserWorld,
  options: Partial<Pick<ConsoleOptions, 'isReadOnly' | 'policyFile'>>,
): Promise<RunningConsole> {
  const env = { AWS_ENDPOINT_URL: stack.aws };
  const openSession = async () => {
    const aws = await connectToAws(env);
    return { aws, stack: await findStack(aws, 'local'), proxy: proxyOptions({}), now: Date.now };
  };
  const others = { openSession, env, port: 0, sandboxUrl: stack.zuora, notice: () => undefined, now: Date.now };
  return startConsole({ isReadOnly: false, ...others, ...options });
}
