/** Tries the policy on a person. The address holds who it is. */
import { parameter } from '../router.ts';
import { SearchForm } from '../search-form.tsx';
import { Section } from '../section.tsx';
import { PersonRules } from './person-rules.tsx';

export function PersonSection() {
  const person = parameter('person');
  return (
    <Section title="Try a person">
      <SearchForm name="person" label="Login or id of a person whom a source told of" action="Show the rules" />
      {person && <PersonRules name={person} />}
    </Section>
  );
}
