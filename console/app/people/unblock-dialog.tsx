/** Asks before revocations of a person are lifted. */
import { useSignal } from '@preact/signals';
import type { PersonDetail, UnblockRequest } from '../../shapes/people.ts';
import { post } from '../api.ts';
import { Dialog } from '../dialog.tsx';
import { Failed } from '../parts.tsx';
import { useSubmit } from '../submit.ts';

interface UnblockDialogProps {
  readonly detail: PersonDetail;
  readonly onClose: () => void;
}

export function UnblockDialog({ detail: { id, login, blocks }, onClose }: UnblockDialogProps) {
  const reason = useSignal('');
  const { isBusy, problem: failure, submit } = useSubmit();
  const unblock = async () => {
    await post('/people/unblock', { login, person: id, reason: reason.value } satisfies UnblockRequest);
    onClose();
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
          void submit(unblock);
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
          <button type="submit" class="primary" disabled={isBusy}>
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
