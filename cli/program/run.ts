/** Carries out a command on a stage that is there. */
import { connect, stageOf } from '../aws.ts';
import { interruption } from '../interruption.ts';
import type { Session } from '../session.ts';
import { findStack } from '../stack.ts';

/** @param command answers the exit code */
export async function run(chosen: string | undefined, command: (session: Session) => Promise<number>): Promise<void> {
  const stage = stageOf(chosen, process.env);
  const clients = await connect(process.env);
  const stack = await findStack(clients, stage);
  process.exitCode = await command({ clients, stack, interruption: interruption(Date.now), now: Date.now });
}
