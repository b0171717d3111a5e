/** Tries the policy on a person. The address holds who it is. */
import { useSignal } from '@preact/signals';
import { changeQuery, parameter } from '../router.ts';
import { Section } from '../section.tsx';
import { PersonRules } from './person-rules.tsx';

export function PersonSection() {
  const person = parameter('person');
  const typed = useSignal(person);
  return (
    <Section title="Try a person">
      <form
        class="filters"
        onSubmit={(event) => {
          event.preventDefault();
          changeQuery({ person: typed.value.trim() }, true);
        }}
      >
        <label class="wide">
          Login or id of a person whom a source told of
          <input
            type="search"
            name="person"
            value={typed}
            autocomplete="off"
            onInput={({ currentTarget }) => {
              typed.value = currentTarget.value;
            }}
          />
        </label>
        <button type="submit">Show the rules</button>
      </form>
      {person && <PersonRules name={person} />}
    </Section>
  );
}
