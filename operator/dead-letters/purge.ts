/** Deletes dead letters, after an archive has them. */
import type { Archive } from './archive.ts';
import type { Disposal } from './disposal.ts';

export function purgeDisposal(reasons: readonly string[], archive: Archive): Disposal {
  return {
    selection: { reasons },
    async act(queue, letters) {
      await archive.keep(letters);
      return queue.delete(letters);
    },
  };
}
