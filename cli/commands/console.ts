/** `console`: serves the console until it is interrupted. */
import { once } from 'node:events';
import { offerAddresses } from '../../console/address-words.ts';
import { startConsole } from '../../console/console.ts';
import { OperatorError } from '../../operator/errors.ts';
import type { Session } from '../../operator/stack/session.ts';

export interface ConsoleCommandOptions {
  readonly port: number;
  readonly readOnly: boolean;
  /** The file with the entities' names; the stage's own if left out. */
  readonly policy?: string;
}

/**
 * @returns the exit code
 * @throws OperatorError if the port is in use
 */
export async function serveConsole(session: Session, options: ConsoleCommandOptions): Promise<number> {
  const { port, readOnly: isReadOnly, policy: policyFile } = options;
  const { interruption } = session;
  const running = await startConsole({
    ...{ openSession: async () => session, env: process.env, port, isReadOnly, policyFile },
    ...{ notice: console.error, now: session.now },
  }).catch((error) => {
    if (error.code !== 'EADDRINUSE') throw error;
    throw new OperatorError(`Port ${port} on 127.0.0.1 is in use. Give another --port, or leave it out.`);
  });
  console.log(running.url);
  console.error(`The console of stage ${session.stack.stage}. Stop it with Ctrl-C.`);
  offerAddresses(running, console.error);
  if (!interruption.aborted) await once(interruption, 'abort');
  await running.close();
  return 0;
}
