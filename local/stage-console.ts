/** The console of the local stack. */
import { type RunningConsole, startConsole } from '../console/console.ts';
import { proxyOptions } from '../operator/proxy.ts';
import { connectToAws } from '../operator/stack/aws-connection.ts';
import { findStack } from '../operator/stack/stack.ts';
import { listening } from './listening.ts';

interface StageConsoleOptions {
  readonly port: number;
  /** Leads to the AWS of the stack. */
  readonly env: NodeJS.ProcessEnv;
  readonly policyFile: string | undefined;
  readonly sandboxUrl: string;
  readonly notice: (text: string) => void;
}

/** @throws Error if the port is in use, with the variable to set */
export async function startStageConsole(options: StageConsoleOptions): Promise<RunningConsole> {
  const { port: wantedPort, env, policyFile, sandboxUrl, notice } = options;
  const aws = await connectToAws(env);
  const session = { aws, stack: await findStack(aws, 'local'), proxy: proxyOptions(process.env), now: Date.now };
  return listening('PORT_CONSOLE', wantedPort, (port) =>
    startConsole({ session, env, port, isReadOnly: false, policyFile, sandboxUrl, notice }),
  );
}
