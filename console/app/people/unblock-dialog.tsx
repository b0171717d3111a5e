/** Asks before revocations of a person are lifted. */
import { useSignal } from '@preact/signals';
import type { PersonDetail, UnblockRequest } from '../../shapes/people.ts';
import { post } from '../api.ts';
import { Dialog } from '../dialog.tsx';
import { DialogForm } from '../dialog-form.tsx';
import { ReasonField } from '../reason-field.tsx';
import { useSubmit } from '../submit.ts';

interface UnblockDialogProps {
  readonly detail: PersonDetail;
  readonly onClose: () => void;
}

export function UnblockDialog({ detail: { id, login, blocks, readAt }, onClose }: UnblockDialogProps) {
  const reason = useSignal('');
  const submission = useSubmit();
  const unblock = () => {
    const seen = blocks.map(({ entity: _, ...block }) => block);
    const request = { login, person: id, blocks: seen, readAt, reason: reason.value };
    return post('/people/unblock', request satisfies UnblockRequest);
  };
  return (
    <Dialog title="Unblock" onClose={onClose}>
      <p>
        Lifts the revocations in {blocks.map(({ entity }) => entity).join(', ')}. Access that a rule or a newer request
        gives comes back within a few minutes. Requests from before stay ended.
      </p>
      <DialogForm submission={submission} send={unblock} action="Unblock" onClose={onClose}>
        <ReasonField reason={reason} />
      </DialogForm>
    </Dialog>
  );
}
