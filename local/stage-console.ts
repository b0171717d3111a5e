/** The console of the local stack. */
import { type RunningConsole, startConsole } from '../console/console.ts';
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
export function startStageConsole(options: StageConsoleOptions): Promise<RunningConsole> {
  const { port: wantedPort, env, ...others } = options;
  const openSession = () => openStageSession(env);
  return listening('PORT_CONSOLE', wantedPort, (port) =>
    startConsole({ ...others, openSession, env, port, isReadOnly: false, now: Date.now }),
  );
}

/** Loads what it needs for the first page: a start does not wait for it. */
async function openStageSession(env: NodeJS.ProcessEnv) {
  const [{ connectToAws }, { findStack }, { proxyOptions }] = await Promise.all([
    import('../operator/stack/aws-connection.ts'),
    import('../operator/stack/stack.ts'),
    import('../operator/proxy.ts'),
  ]);
  const aws = await connectToAws(env);
  return { aws, stack: await findStack(aws, 'local'), proxy: proxyOptions(process.env), now: Date.now };
}
