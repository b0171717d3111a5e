/** Runs a command on an existing stage. */
import { connectToAws } from '../../operator/stack/aws-connection.ts';
import type { Session } from '../../operator/stack/session.ts';
import { findStack } from '../../operator/stack/stack.ts';
import { chooseStage } from '../arguments/stage.ts';
import { listenForInterruption } from '../terminal/interruption.ts';

/** @param command returns the exit code */
export async function runInSession(
  chosenStage: string | undefined,
  command: (session: Session) => Promise<number>,
): Promise<void> {
  const stage = chooseStage(chosenStage, process.env);
  const aws = await connectToAws(process.env);
  const stack = await findStack(aws, stage);
  process.exitCode = await command({ aws, stack, interruption: listenForInterruption(Date.now), now: Date.now });
}
