/** Asks before a dead-lettered event is sent again. */
import { useSignal } from '@preact/signals';
import type { RetryRequest } from '../../shapes/dead-letters.ts';
import { post } from '../api.ts';
import { CheckBox } from '../check-box.tsx';
import { Dialog } from '../dialog.tsx';
import { DialogForm } from '../dialog-form.tsx';
import { useSubmit } from '../submit.ts';

interface RetryDialogProps {
  /** The message ID of the dead letter in the log. */
  readonly letter: string;
  readonly onClose: () => void;
}

export function RetryDialog({ letter, onClose }: RetryDialogProps) {
  const stale = useSignal(false);
  const retry = () => {
    const request: RetryRequest = { id: letter, stale: stale.value };
    return post('/dead-letters/retry', request);
  };
  return (
    <Dialog title="Retry now" onClose={onClose}>
      <p>
        The dead letter goes to its queue again. Work that is already done is recognised, and not done again. If it
        fails again, it comes back.
      </p>
      <DialogForm submission={useSubmit()} send={retry} action="Retry now" first="action" onClose={onClose}>
        <CheckBox checked={stale}>
          Send it even if it is a stale grant. I have checked that the person should still have the access.
        </CheckBox>
      </DialogForm>
    </Dialog>
  );
}
