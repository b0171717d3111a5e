/** Shows the sets of quarantined people, and releases or keeps them. */
import { foldLogin } from '../../lib/login.ts';
import { type Answer, QuarantineSets } from '../../lib/safeguard/quarantine-sets.ts';
import { SafeguardItems } from '../../lib/safeguard/safeguard-items.ts';
import { inParallel } from '../../lib/translation/in-parallel.ts';
import { awsTimeout } from '../aws-timeout.ts';
import { NotFound, OperatorError } from '../errors.ts';
import { PeopleReader } from '../people/people-reader.ts';
import type { AwsConnection } from '../stack/aws-connection.ts';
import type { Stack } from '../stack/stack.ts';
import { SetAnswers } from './set-answers.ts';
import { isLeaver, readWaitingSets, type WaitingPerson, type WaitingSet } from './waiting-people.ts';

/** What of a session reads and answers sets. */
export interface SafeguardSession {
  readonly aws: Pick<AwsConnection, 'dynamodb'>;
  readonly stack: Pick<Stack, 'stage' | 'people'>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** A set in which people wait. */
export interface Quarantine extends WaitingSet {
  /** `released` as long as its people have not been decided anew. */
  readonly state: 'open' | 'kept' | 'released';
}

/** The sets in which somebody waits. */
export async function readQuarantines(
  session: SafeguardSession,
  onRead: (people: number) => void,
): Promise<readonly Quarantine[]> {
  const { aws, stack } = session;
  const sets = await readWaitingSets(aws.dynamodb, stack.people, onRead);
  const answers = await new QuarantineSets(itemsOf(session), session.now).answers(sets.map(({ set }) => set));
  return sets.map((set) => withoutReleased(set, answers.get(set.set))).filter(({ people }) => people.length > 0);
}

/** Who was released by name is decided anew within minutes, and waits no longer. */
function withoutReleased(set: WaitingSet, answer: Answer | undefined): Quarantine {
  const released = new Set(answer?.released);
  const people = set.people.filter(({ person }) => !released.has(person.id));
  return { ...set, people, state: answer?.state ?? 'open' };
}

/** @throws NotFound if nobody waits in the set */
export async function readQuarantine(
  session: SafeguardSession,
  id: string,
  onRead: (people: number) => void,
): Promise<Quarantine> {
  const found = (await readQuarantines(session, onRead)).find(({ set }) => set === id);
  if (found !== undefined) return found;
  throw new NotFound(`Nobody waits in a set ${id} of stage ${session.stack.stage}. See safeguard status.`);
}

/**
 * The people of a set with these logins.
 *
 * @throws NotFound for a login that is nobody's of the set
 */
export function chosenPeople({ set, people }: Quarantine, logins: readonly string[]): readonly WaitingPerson[] {
  return logins.map((login) => {
    const hasLogin = ({ person }: WaitingPerson) =>
      person.id === login || person.logins.some((held) => foldLogin(held.login) === foldLogin(login));
    const found = people.find(hasLogin);
    if (found !== undefined) return found;
    throw new NotFound(`${login} does not wait in set ${set}. See safeguard show ${set}.`);
  });
}

/**
 * Lets people of a set go: a look decides about each of them anew, within a minute or two.
 *
 * @param only some of them; undefined for the whole set
 * @throws OperatorError if the set was released before
 */
export async function release(
  session: SafeguardSession,
  quarantine: Quarantine,
  { by, only }: { readonly by: string; readonly only?: readonly WaitingPerson[] | undefined },
): Promise<readonly WaitingPerson[]> {
  const answers = new SetAnswers(itemsOf(session), session.now);
  const people = only ?? quarantine.people;
  const ids = people.map(({ person }) => person.id);
  if (only !== undefined) await answers.releasePeople(quarantine, ids, by);
  else if (!(await answers.answer(quarantine, 'released', by)) && quarantine.state !== 'released') {
    throw releasedMeanwhile(quarantine);
  }
  await decideAnew(session, people);
  return people;
}

/**
 * Lets nobody of a set go, until the facts or the rules behind it change. What is requested for the leavers in it counts again.
 * Keeping a set again does what a command that was cut off has left.
 *
 * @throws OperatorError if the set was released
 */
export async function keep(session: SafeguardSession, quarantine: Quarantine, by: string): Promise<void> {
  const isKept = await new SetAnswers(itemsOf(session), session.now).answer(quarantine, 'kept', by);
  if (!isKept && quarantine.state !== 'kept') throw releasedMeanwhile(quarantine);
  await decideAnew(session, quarantine.people.filter(isLeaver));
}

function releasedMeanwhile({ set }: Quarantine): OperatorError {
  return new OperatorError(`Somebody else has released set ${set} meanwhile.`);
}

async function decideAnew(session: SafeguardSession, people: readonly WaitingPerson[]): Promise<void> {
  const { table } = new PeopleReader(session.aws.dynamodb, session.stack.people);
  await inParallel(people, ({ person }) => table.requireDecision(person));
}

function itemsOf({ aws, stack, now }: SafeguardSession): SafeguardItems {
  return new SafeguardItems(aws.dynamodb, { people: stack.people, awsTimeout }, now);
}
