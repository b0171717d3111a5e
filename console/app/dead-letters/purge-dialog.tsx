/** Asks before letters are deleted. */
import { useSignal } from '@preact/signals';
import type { LetterGroupRow, PurgeRequest } from '../../shapes/dead-letters.ts';
import { post, stage, wordsOf } from '../api.ts';
import { Dialog } from '../dialog.tsx';
import { Failed } from '../parts.tsx';
import { count } from '../time.ts';

export function PurgeDialog({ group, onClose }: { readonly group: LetterGroupRow; readonly onClose: () => void }) {
  const file = useSignal(defaultFile());
  const problem = useSignal<string | undefined>(undefined);
  const purge = async () => {
    const request: PurgeRequest = { choice: { queue: group.queue, reasons: [group.reason] }, file: file.value };
    try {
      await post('/dead-letters/purge', request);
      onClose();
    } catch (error) {
      problem.value = wordsOf(error);
    }
  };
  return (
    <Dialog title={`Purge ${count(group.letters.length, 'letter')}`} onClose={onClose}>
      <p>
        Each letter with reason {group.reason} on {group.queue} is written to the file, and then deleted from the queue.
        The file is in the folder where the console was started.
      </p>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void purge();
        }}
      >
        <label>
          File
          <input
            type="text"
            required
            value={file}
            onInput={({ currentTarget }) => {
              file.value = currentTarget.value;
            }}
          />
        </label>
        {problem.value && <Failed problem={problem.value} />}
        <p class="actions">
          <button type="submit" class="danger">
            Purge
          </button>
          <button type="button" onClick={onClose}>
            Cancel
          </button>
        </p>
      </form>
    </Dialog>
  );
}

function defaultFile(): string {
  const time = new Date().toISOString().replace(/[:.]/g, '-');
  return `zuora-access-${stage.value?.stage ?? ''}-purged-${time}.jsonl`;
}
