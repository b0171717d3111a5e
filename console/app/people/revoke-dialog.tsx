/** Asks before all access of a person ends. */
import { useSignal } from '@preact/signals';
import type { PersonDetail, RevocationPlan, RevokeRequest } from '../../shapes/people.ts';
import { post } from '../api.ts';
import { CheckBox } from '../check-box.tsx';
import { Dialog } from '../dialog.tsx';
import { DialogForm } from '../dialog-form.tsx';
import { useLoaded } from '../loaded.ts';
import { Failed, Loading, Their } from '../parts.tsx';
import { ReasonField } from '../reason-field.tsx';
import { useSubmit } from '../submit.ts';
import { ownerQuery } from './person-address.ts';

interface RevokeDialogProps {
  readonly detail: PersonDetail;
  readonly onClose: () => void;
}

export function RevokeDialog({ detail, onClose }: RevokeDialogProps) {
  const { id, login } = detail;
  const path = `/people/revocation?${ownerQuery(detail)}`;
  const { answer: plan, problem, isLoading } = useLoaded<RevocationPlan>(path);
  const typed = useSignal('');
  const reason = useSignal('');
  const hold = useSignal(false);
  const submission = useSubmit();
  const isReady = typed.value === login && reason.value.trim() !== '';
  const revoke = () => {
    const order = { typed: typed.value, hold: hold.value, reason: reason.value };
    return post('/people/revoke', { login, person: id, ...order } satisfies RevokeRequest);
  };
  return (
    <Dialog title="End all access" onClose={onClose}>
      {isLoading && <Loading what="the access from Zuora" />}
      {problem && <Failed problem={problem} />}
      {plan && <Plan plan={plan} />}
      {!plan || plan.targets.length === 0 ? (
        <p class="actions">
          <button type="button" onClick={onClose}>
            Close
          </button>
        </p>
      ) : (
        <DialogForm
          submission={submission}
          send={revoke}
          action="End all access"
          tone="danger"
          isReady={isReady}
          onClose={onClose}
        >
          <ReasonField reason={reason} />
          <CheckBox checked={hold}>
            Hold: no later request or rule grants the access again, until somebody unblocks it.
          </CheckBox>
          <label>
            <span>
              Type <code>{login}</code> to confirm
            </span>
            <input
              type="text"
              required
              autocomplete="off"
              spellcheck={false}
              value={typed}
              onInput={({ currentTarget }) => (typed.value = currentTarget.value)}
            />
          </label>
        </DialogForm>
      )}
    </Dialog>
  );
}

function Plan({ plan: { username, targets, withAccess, impossible, home } }: { readonly plan: RevocationPlan }) {
  return (
    <>
      <p>
        <Their text={username} /> has access to {withAccess.join(', ') || 'nothing but the home entity'}. The revocation
        names {targets.join(', ') || 'no entity'}, so that an older request on its way cannot grant them either.
      </p>
      {home && <p>The home entity {home} stays. To end it, deactivate the user in Zuora.</p>}
      {impossible.length > 0 && (
        <p class="failed">Not possible in {impossible.join(', ')}: outside allowedEntityIds. End it in Zuora.</p>
      )}
    </>
  );
}
