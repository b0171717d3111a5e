/** `policy explain --login`: how a policy judges a person by what the stage knows of them. */
import type { Policy } from '../../lib/policy/policy.ts';
import { PeopleReader, readPerson } from '../../operator/people/people-reader.ts';
import { knownFacts } from '../../operator/policy/known-facts.ts';
import { explainKnownPerson } from '../../operator/policy/known-person-trial.ts';
import type { Session } from '../../operator/stack/session.ts';
import { personExplanation, toPersonJson } from '../reports/person-explanation.ts';
import { toJson } from '../terminal/text.ts';
import type { ExplainOptions } from './policy-explain.ts';

/**
 * @returns the exit code
 * @throws NotFound if the stage knows nobody with the login
 */
export async function explainPerson(
  { aws, stack }: Session,
  policy: Policy,
  login: string,
  { attributes, json }: ExplainOptions,
): Promise<number> {
  const { person } = await readPerson(new PeopleReader(aws.dynamodb, stack.people), stack.stage, login);
  const explained = explainKnownPerson(policy, person, attributes);
  const facts = knownFacts(person, explained.knowledge, { order: policy.sources, overrides: attributes });
  if (json) console.log(toJson(toPersonJson(person, explained, facts)));
  else console.log(personExplanation(person, explained, facts, process.stdout.columns));
  return 0;
}
