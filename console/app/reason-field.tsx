/** Asks why something is done to a person's access. */
import type { Signal } from '@preact/signals';

export function ReasonField({ reason }: { readonly reason: Signal<string> }) {
  return (
    <label>
      Reason, for the audit log
      <input
        type="text"
        required
        maxLength={500}
        value={reason}
        onInput={({ currentTarget }) => {
          reason.value = currentTarget.value;
        }}
      />
    </label>
  );
}
