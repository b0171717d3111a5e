/** `dlq purge`: deletes dead letters, and keeps them in a file. */
import { Archive } from '../../operator/dead-letters/archive.ts';
import { purgeDisposal } from '../../operator/dead-letters/purge.ts';
import type { Session } from '../../operator/stack/session.ts';
import { type DisposalOptions, runDisposal } from './disposal.ts';

export interface PurgeOptions extends DisposalOptions {
  readonly reason: string[];
  readonly file?: string;
}

/** @returns the exit code */
export async function purgeDeadLetters(session: Session, options: PurgeOptions): Promise<number> {
  const { stack, now } = session;
  const time = new Date(now()).toISOString().replace(/[:.]/g, '-');
  const archive = new Archive(options.file ?? `zuora-access-${stack.stage}-purged-${time}.jsonl`);
  try {
    return await runDisposal(session, options, purgeDisposal(options.reason, archive), {
      what: 'purge',
      verb: `delete (and keep in ${archive.file})`,
      doneText: `Deleted, and kept in ${archive.file}`,
    });
  } finally {
    await archive.close();
  }
}
