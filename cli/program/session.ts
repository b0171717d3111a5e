/** Runs a command on an existing stage. */
import { proxyOptions } from '../../operator/proxy.ts';
import type { Session } from '../../operator/stack/session.ts';
import { chooseStage } from '../arguments/stage.ts';
import { listenForInterruption } from '../terminal/interruption.ts';

/**
 * @param load imports the command: loading every command at each start would take longer than most of them run
 * @param run returns the exit code
 */
export async function runInSession<Command>(
  chosenStage: string | undefined,
  load: () => Promise<Command>,
  run: (command: Command, session: Session) => Promise<number>,
): Promise<void> {
  const stage = chooseStage(chosenStage, process.env);
  const [command, { connectToAws }, { findStack }] = await Promise.all([
    load(),
    import('../../operator/stack/aws-connection.ts'),
    import('../../operator/stack/stack.ts'),
  ]);
  const aws = await connectToAws(process.env);
  const stack = await findStack(aws, stage);
  process.exitCode = await run(command, {
    aws,
    stack,
    proxy: proxyOptions(process.env),
    interruption: listenForInterruption(Date.now),
    now: Date.now,
  });
}
