/** Whose a login is: it may have got another owner since a person had it, or since a page was shown. */
import type { KnownPerson } from '../../lib/people/known-person.ts';
import { OperatorError } from '../../operator/errors.ts';
import { PeopleReader } from '../../operator/people/people-reader.ts';
import type { Session } from '../../operator/stack/session.ts';

interface Logins {
  /** Those that are theirs, the newest last. */
  readonly own: readonly string[];
  /** Those that somebody else has now. */
  readonly lost: readonly string[];
}

export async function loginsOf(people: PeopleReader, person: KnownPerson): Promise<Logins> {
  const logins = person.logins.map(({ login }) => login);
  const areTheirs = await Promise.all(logins.map((login) => people.isTheirs(person, login)));
  return { own: logins.filter((_, index) => areTheirs[index]), lost: logins.filter((_, index) => !areTheirs[index]) };
}

/**
 * @param id of the person whom the operator has seen; undefined if no source had told of them
 * @throws OperatorError if it is somebody else's now
 */
export async function requireOwner({ aws, stack }: Session, login: string, id: string | undefined): Promise<void> {
  const people = new PeopleReader(aws.dynamodb, stack.people);
  // A list names also somebody who was erased. Nobody else has had the login since.
  const [known, owners] = await Promise.all([people.read(login), people.idsOf([login])]);
  if ([known?.person.id, owners.get(login)].includes(id)) return;
  throw new OperatorError(`The login ${login} has another owner than the page showed. Nothing was done. Look again.`);
}
