/** `people forget`: erases what is known of a person who has left. */
import { forgetPerson, readForgettable } from '../../operator/people/forgetting.ts';
import { readOptionalPolicy } from '../../operator/policy/chosen-policy.ts';
import { entityNaming } from '../../operator/policy/entity-naming.ts';
import { printable } from '../../operator/printable.ts';
import type { Session } from '../../operator/stack/session.ts';
import { describeForgettable, remainsTable, toForgottenJson } from '../reports/forgetting-report.ts';
import { confirm } from '../terminal/confirmation.ts';
import { toJson } from '../terminal/text.ts';

export interface PeopleForgetOptions {
  /** The file with the entities' names and the order of sources; the stage's own if left out. */
  readonly policy?: string;
  readonly yes?: true;
  readonly json?: true;
}

/**
 * @returns the exit code
 * @throws NotFound, OperatorError, or ServiceError `bad-policy`
 */
export async function forget(session: Session, login: string, options: PeopleForgetOptions): Promise<number> {
  const { policy, yes, json } = options;
  const { stage } = session.stack;
  const found = await readOptionalPolicy(stage, policy, false);
  const person = await readForgettable(session, login, found?.sources);
  console.error(describeForgettable(person, entityNaming(found)));
  const question = `Erase what stage ${stage} knows of ${printable(login)}?`;
  if (!yes && !(await confirm(question, session.interruption))) {
    console.error('Nothing was done.');
    return 1;
  }
  await forgetPerson(session, person);
  console.log(json ? toJson(toForgottenJson(person)) : person.stored.person.id);
  console.error(`Erased. What stays:\n${remainsTable(person, process.stderr.columns)}`);
  return 0;
}
