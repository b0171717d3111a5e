/** Carries out a command on a stage that is there. */
import { connect, stageOf } from '../../operator/connection.ts';
import type { Session } from '../../operator/session.ts';
import { findStack } from '../../operator/stack/stack.ts';
import { interruption } from '../terminal/interruption.ts';

/** @param command answers the exit code */
export async function run(chosen: string | undefined, command: (session: Session) => Promise<number>): Promise<void> {
  const stage = stageOf(chosen, process.env);
  const clients = await connect(process.env);
  const stack = await findStack(clients, stage);
  process.exitCode = await command({ clients, stack, interruption: interruption(Date.now), now: Date.now });
}
