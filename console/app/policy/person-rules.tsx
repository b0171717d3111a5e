/** What the rules of the policy say of a person, by what is known of them now. */
import type { JudgedPerson } from '../../shapes/policy.ts';
import { useLoaded } from '../loaded.ts';
import { Empty, Failed, Link, Loading, Their } from '../parts.tsx';
import { personAddress } from '../people/person-address.ts';
import { RuleTicks } from './rule-ticks.tsx';

/** @param name a login, or the id of the person */
export function PersonRules({ name }: { readonly name: string }) {
  const path = `/policy/person?name=${encodeURIComponent(name)}`;
  const { answer, problem, isLoading } = useLoaded<JudgedPerson>(path);
  const { login = name, person } = answer ?? {};
  return (
    <>
      {isLoading && <Loading what="the rules" />}
      {problem && <Failed problem={problem} />}
      {answer && !answer.isKnown && <Empty>No source told of anybody with this login. No rule decides for them.</Empty>}
      {answer?.isKnown && (
        <article class="tile tried">
          <h3>
            <Link to={personAddress(login, person)}>
              <Their text={login} />
            </Link>
          </h3>
          <RuleTicks outcome={answer.outcome} rules={answer.rules} />
        </article>
      )}
    </>
  );
}
