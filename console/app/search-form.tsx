/** What an operator looks for, in the address. It is searched at Enter: a search costs reads. */
import { useSignal } from '@preact/signals';
import { changeQuery, parameter } from './router.ts';

interface SearchFormProps {
  /** The parameter of the address. */
  readonly name: string;
  readonly label: string;
  /** What the button says. */
  readonly action: string;
}

export function SearchForm({ name, label, action }: SearchFormProps) {
  const typed = useSignal(parameter(name));
  return (
    <form
      class="filters"
      onSubmit={(event) => {
        event.preventDefault();
        changeQuery({ [name]: typed.value.trim() }, true);
      }}
    >
      <label class="wide">
        {label}
        <input
          type="search"
          name={name}
          value={typed}
          autocomplete="off"
          onInput={({ currentTarget }) => {
            typed.value = currentTarget.value;
          }}
        />
      </label>
      <button type="submit">{action}</button>
    </form>
  );
}
