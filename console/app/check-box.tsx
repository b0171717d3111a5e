/** A box to tick in a form, with what it means. */
import type { Signal } from '@preact/signals';
import type { ComponentChildren } from 'preact';

interface CheckBoxProps {
  readonly checked: Signal<boolean>;
  readonly children: ComponentChildren;
}

export function CheckBox({ checked, children }: CheckBoxProps) {
  return (
    <label class="check">
      <input
        type="checkbox"
        checked={checked}
        onChange={({ currentTarget }) => {
          checked.value = currentTarget.checked;
        }}
      />
      {children}
    </label>
  );
}
