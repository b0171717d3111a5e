/** Announces changes of many people. */
import { useSignal } from '@preact/signals';
import type { ExpectRequest } from '../../shapes/safeguard.ts';
import { post } from '../api.ts';
import { Dialog } from '../dialog.tsx';
import { DialogForm } from '../dialog-form.tsx';
import { useSubmit } from '../submit.ts';

export function ExpectDialog({ onClose }: { readonly onClose: () => void }) {
  const direction = useSignal<ExpectRequest['direction']>('revocations');
  const number = useSignal('');
  const until = useSignal('');
  const submission = useSubmit();
  const announce = () => {
    const time = new Date(until.value);
    const request = { direction: direction.value, count: Number(number.value), until: time.toISOString() };
    return post('/safeguard/expect', request satisfies ExpectRequest);
  };
  return (
    <Dialog title="Announce changes" onClose={onClose}>
      <p>So many people more may change until then. It takes the place of what was announced before.</p>
      <DialogForm submission={submission} send={announce} action="Announce" onClose={onClose}>
        <label>
          Changes
          <select
            value={direction}
            onChange={({ currentTarget: { value } }) => {
              direction.value = value === 'grants' ? 'grants' : 'revocations';
            }}
          >
            <option value="revocations">people lose access</option>
            <option value="grants">people get access</option>
          </select>
        </label>
        <label>
          People
          <input
            type="number"
            min={1}
            required
            value={number}
            onInput={({ currentTarget }) => {
              number.value = currentTarget.value;
            }}
          />
        </label>
        <label>
          Until, within 7 days
          <input
            type="datetime-local"
            required
            value={until}
            onInput={({ currentTarget }) => {
              until.value = currentTarget.value;
            }}
          />
        </label>
      </DialogForm>
    </Dialog>
  );
}
