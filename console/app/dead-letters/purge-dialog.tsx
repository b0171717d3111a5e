/** Asks before letters are deleted. */
import { useSignal } from '@preact/signals';
import type { LetterGroupRow, PurgeRequest } from '../../shapes/dead-letters.ts';
import { post, stage } from '../api.ts';
import { Dialog } from '../dialog.tsx';
import { DialogForm } from '../dialog-form.tsx';
import { useSubmit } from '../submit.ts';
import { count } from '../time.ts';

export function PurgeDialog({ group, onClose }: { readonly group: LetterGroupRow; readonly onClose: () => void }) {
  const file = useSignal(defaultFile());
  const submission = useSubmit();
  const purge = () => {
    const choice = { queue: group.queue, reasons: [group.reason], all: group.digest };
    return post('/dead-letters/purge', { choice, file: file.value } satisfies PurgeRequest);
  };
  return (
    <Dialog title={`Purge ${count(group.count, 'letter')}`} onClose={onClose}>
      <p>
        Each letter with reason {group.reason} on {group.queue} is written to the file, and then deleted from the queue.
        The file is in the folder where the console was started.
      </p>
      <DialogForm submission={submission} send={purge} action="Purge" tone="danger" onClose={onClose}>
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
      </DialogForm>
    </Dialog>
  );
}

function defaultFile(): string {
  const time = new Date().toISOString().replace(/[:.]/g, '-');
  return `zuora-access-${stage.value?.stage ?? ''}-purged-${time}.jsonl`;
}
