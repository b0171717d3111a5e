/** What an operator looks for, in the address. It is searched at Enter: a search costs reads. */
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { changeQuery, parameter } from './router.ts';

interface SearchFormProps {
  /** The parameter of the address. */
  readonly name: string;
  readonly label: string;
  /** What the button says. */
  readonly action: string;
  readonly placeholder?: string;
  /** Called at Enter when nothing else was typed since. */
  readonly onAgain?: () => void;
}

export function SearchForm({ name, label, action, placeholder, onAgain }: SearchFormProps) {
  const searched = parameter(name);
  const typed = useSignal(searched);
  // A link, or Back, leads to another search.
  useEffect(() => {
    typed.value = searched;
  }, [searched]);
  const search = () => {
    const wanted = typed.value.trim();
    if (wanted === searched) onAgain?.();
    else changeQuery({ [name]: wanted }, true);
  };
  return (
    <form
      class="filters"
      onSubmit={(event) => {
        event.preventDefault();
        search();
      }}
    >
      <label class="wide">
        {label}
        <input
          type="search"
          name={name}
          value={typed}
          autocomplete="off"
          {...(placeholder !== undefined && { placeholder })}
          onInput={({ currentTarget }) => {
            typed.value = currentTarget.value;
          }}
        />
      </label>
      <button type="submit">{action}</button>
    </form>
  );
}
