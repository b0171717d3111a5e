/** Announces changes of many people. */
import { useSignal } from '@preact/signals';
import type { ExpectRequest } from '../../shapes/safeguard.ts';
import { post } from '../api.ts';
import { Dialog } from '../dialog.tsx';
import { Failed } from '../parts.tsx';
import { useSubmit } from '../submit.ts';

export function ExpectDialog({ onClose }: { readonly onClose: () => void }) {
  const direction = useSignal<ExpectRequest['direction']>('revocations');
  const number = useSignal('');
  const until = useSignal('');
  const { isBusy, problem, submit } = useSubmit();
  const announce = async () => {
    const time = new Date(until.value);
    const request = { direction: direction.value, count: Number(number.value), until: time.toISOString() };
    await post('/safeguard/expect', request satisfies ExpectRequest);
    onClose();
  };
  return (
    <Dialog title="Announce changes" onClose={onClose}>
      <p>So many people more may change until then. It takes the place of what was announced before.</p>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void submit(announce);
        }}
      >
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
        {problem.value && <Failed problem={problem.value} />}
        <p class="actions">
          <button type="submit" class="primary" disabled={isBusy}>
            Announce
          </button>
          <button type="button" onClick={onClose}>
            Cancel
          </button>
        </p>
      </form>
    </Dialog>
  );
}
