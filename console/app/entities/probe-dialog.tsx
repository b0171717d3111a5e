/** Asks before the OAuth clients try which entities they administer. */
import { post } from '../api.ts';
import { Dialog } from '../dialog.tsx';
import { DialogForm } from '../dialog-form.tsx';
import { useSubmit } from '../submit.ts';

export function ProbeDialog({ onClose }: { readonly onClose: () => void }) {
  const probe = () => post('/entities/probe');
  return (
    <Dialog title="Who administers the entities" onClose={onClose}>
      <p>
        No read of Zuora shows it. Each OAuth client tries to accept a connection that does not exist. Zuora refuses it,
        and the refusal tells whether the client’s user is an administrator. Nothing changes.
      </p>
      <DialogForm submission={useSubmit()} send={probe} action="Try" first="action" onClose={onClose} />
    </Dialog>
  );
}
