/** `people show`: what is known of a person, and what the policy decided about them last. */
import { PeopleReader, readPerson } from '../../operator/people/people-reader.ts';
import { entityNaming } from '../../operator/policy/entity-naming.ts';
import { findPolicy } from '../../operator/policy/found-policy.ts';
import type { Session } from '../../operator/stack/session.ts';
import { personSections, type ShownLogin, toPersonJson } from '../reports/person-report.ts';
import { toJson } from '../terminal/text.ts';

export interface PeopleShowOptions {
  /** The file with the entities' names and the order of sources; the stage's own if left out. */
  readonly policy?: string;
  readonly json?: true;
}

/**
 * @returns the exit code
 * @throws NotFound
 */
export async function showPerson(session: Session, login: string, options: PeopleShowOptions): Promise<number> {
  const { policy, json } = options;
  const { aws, stack } = session;
  const reader = new PeopleReader(aws.dynamodb, stack.people);
  const { person } = await readPerson(reader, stack.stage, login);
  const logins: ShownLogin[] = [];
  for (const held of person.logins) {
    logins.push({ ...held, isTheirs: await reader.isTheirs(person, held.login) });
  }
  const known = await findPolicy(stack.stage, policy);
  const shown = { person, logins, order: known?.sources };
  if (json) console.log(toJson(toPersonJson(shown)));
  else for (const section of personSections(shown, entityNaming(known), process.stdout.columns)) console.log(section);
  return 0;
}
