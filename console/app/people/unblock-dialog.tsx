/** Asks before revocations of a person are lifted. */
import { useSignal } from '@preact/signals';
import type { PersonDetail, UnblockRequest } from '../../shapes/people.ts';
import { post, wordsOf } from '../api.ts';
import { Dialog } from '../dialog.tsx';
import { Failed } from '../parts.tsx';

interface UnblockDialogProps {
  readonly detail: PersonDetail;
  readonly onClose: () => void;
}

export function UnblockDialog({ detail: { login, blocks }, onClose }: UnblockDialogProps) {
  const reason = useSignal('');
  const failure = useSignal<string | undefined>(undefined);
  const unblock = async () => {
    const request: UnblockRequest = { login, reason: reason.value };
    try {
      await post('/people/unblock', request);
      onClose();
    } catch (error) {
      failure.value = wordsOf(error);
    }
  };
  return (
    <Dialog title="Unblock" onClose={onClose}>
      <p>
        Lifts the revocations in {blocks.map(({ entity }) => entity).join(', ')}. Access that a rule or a newer request
        gives comes back within a few minutes. Requests from before stay ended.
      </p>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void unblock();
        }}
      >
        <label>
          Reason, for the audit log
          <input
            type="text"
            required
            maxLength={500}
            value={reason}
            onInput={({ currentTarget }) => (reason.value = currentTarget.value)}
          />
        </label>
        {failure.value && <Failed problem={failure.value} />}
        <p class="actions">
          <button type="submit" class="primary">
            Unblock
          </button>
          <button type="button" onClick={onClose}>
            Cancel
          </button>
        </p>
      </form>
    </Dialog>
  );
}
