/** `dlq purge`: deletes dead letters, and keeps them in a file. */
import { Archive } from '../../operator/dead-letters/archive.ts';
import { type DisposalOptions, dispose } from '../../operator/dead-letters/disposal.ts';
import type { Session } from '../../operator/session.ts';

export interface PurgeOptions extends DisposalOptions {
  readonly reason: string[];
  readonly file?: string;
}

/** @returns the exit code */
export async function purge(session: Session, options: PurgeOptions): Promise<number> {
  const { stack, now } = session;
  const time = new Date(now()).toISOString().replace(/[:.]/g, '-');
  const archive = new Archive(options.file ?? `zuora-access-${stack.stage}-purged-${time}.jsonl`);
  try {
    return await dispose(session, options, {
      selection: { reasons: options.reason },
      verb: `delete (and keep in ${archive.file})`,
      past: `Deleted, and kept in ${archive.file}`,
      async act(queue, letters) {
        await archive.keep(letters);
        return Promise.allSettled(letters.map((letter) => queue.delete(letter)));
      },
    });
  } finally {
    await archive.close();
  }
}
