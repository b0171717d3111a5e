/** Asks before a pending request is approved. */
import { useSignal } from '@preact/signals';
import type { ApproveRequest, EntitySummary } from '../../shapes/entities.ts';
import { post } from '../api.ts';
import { Dialog } from '../dialog.tsx';
import { DialogForm } from '../dialog-form.tsx';
import { Their } from '../parts.tsx';
import { ReasonField } from '../reason-field.tsx';
import { useSubmit } from '../submit.ts';

interface ApproveDialogProps {
  readonly entity: EntitySummary;
  readonly login: string;
  readonly person: string | undefined;
  readonly onClose: () => void;
}

export function ApproveDialog({ entity, login, person, onClose }: ApproveDialogProps) {
  const reason = useSignal('');
  const submission = useSubmit();
  const approve = () => {
    const request: ApproveRequest = { login, person, entityId: entity.id, reason: reason.value };
    return post('/entities/approve', request);
  };
  return (
    <Dialog title="Approve" onClose={onClose}>
      <p>
        Grants the pending request of <Their text={login} /> for <Their text={entity.name} />, by the OAuth client of
        the entity.
      </p>
      <DialogForm submission={submission} send={approve} action="Approve" onClose={onClose}>
        <ReasonField reason={reason} />
      </DialogForm>
    </Dialog>
  );
}
