/** Shows the sets of quarantined people, and releases or keeps them. */
import { foldLogin } from '../../lib/login.ts';
import { type Answer, type AnswerTo, QuarantineSets, type WaitingEffect } from '../../lib/safeguard/quarantine-sets.ts';
import type { QuarantinedEffect } from '../../lib/safeguard/quarantined.ts';
import { SafeguardItems } from '../../lib/safeguard/safeguard-items.ts';
import { inParallel } from '../../lib/translation/in-parallel.ts';
import { awsTimeout } from '../aws-timeout.ts';
import { formatCount } from '../counts.ts';
import { NotFound, OperatorError } from '../errors.ts';
import { PeopleReader } from '../people/people-reader.ts';
import type { AwsConnection } from '../stack/aws-connection.ts';
import type { Stack } from '../stack/stack.ts';
import { type Said, SetAnswers } from './set-answers.ts';
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
  /** What was said of all that it shows. `released` as long as the people have not been decided anew. */
  readonly state: Answer | 'open';
}

/** The sets in which somebody waits. */
export async function readQuarantines(
  session: SafeguardSession,
  onRead: (people: number) => void,
): Promise<readonly Quarantine[]> {
  const { aws, stack } = session;
  const sets = await readWaitingSets(aws.dynamodb, stack.people, onRead);
  const waiting = sets.flatMap(({ people }) => people.flatMap(waitingEffects));
  const answerTo = await new QuarantineSets(itemsOf(session), session.now).answers(waiting);
  return sets.flatMap((set) => quarantineOf(set, answerTo) ?? []);
}

/** What an operator has yet to answer comes first. The rest of the set is shown once that is answered too. */
const states = ['open', 'kept', 'released'] as const;

function quarantineOf(set: WaitingSet, answerTo: AnswerTo): Quarantine | undefined {
  // Of somebody who was merged or parted, the answer was about another person; the effect has it then.
  const answerOf = (personId: string, effect: QuarantinedEffect) =>
    answerTo({ personId, effect }) ?? (effect.isKept ? 'kept' : 'open');
  const answered = set.people.map(({ person, effects }) => ({
    person,
    byState: Map.groupBy(effects, (effect) => answerOf(person.id, effect)),
  }));
  const state = states.find((one) => answered.some(({ byState }) => byState.has(one)));
  if (state === undefined) return undefined;
  const people = answered.flatMap(({ person, byState }) => {
    const effects = byState.get(state);
    return effects === undefined ? [] : [{ person, effects }];
  });
  return { ...set, people, state };
}

function waitingEffects({ person, effects }: WaitingPerson): readonly WaitingEffect[] {
  return effects.map((effect) => ({ personId: person.id, effect }));
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
 * The people of a set with these logins, each once.
 *
 * @throws NotFound for a login that is nobody's of the set
 */
export function chosenPeople({ set, people }: Quarantine, logins: readonly string[]): readonly WaitingPerson[] {
  const chosen = logins.map((login) => {
    const hasLogin = ({ person }: WaitingPerson) =>
      person.id === login || person.logins.some((held) => foldLogin(held.login) === foldLogin(login));
    const found = people.find(hasLogin);
    if (found !== undefined) return found;
    throw new NotFound(`${login} does not wait in set ${set}. See safeguard show ${set}.`);
  });
  return [...new Set(chosen)];
}

/**
 * Lets people of a set go, with exactly what was shown of them: a look decides about each of them anew, within a minute or two.
 *
 * @param only some of them; undefined for all that are shown
 * @throws OperatorError if somebody else has kept some of them since
 */
export function release(
  session: SafeguardSession,
  quarantine: Quarantine,
  { by, only }: { readonly by: string; readonly only?: readonly WaitingPerson[] | undefined },
): Promise<void> {
  return answer(session, quarantine, only, { answer: 'released', by, isDecidedAnew: () => true });
}

/**
 * Lets nobody go who was shown of a set, until the facts or the rules behind it change. What is requested for the leavers
 * among them counts again. Keeping a set again does what a command that was cut off has left.
 *
 * @throws OperatorError if somebody else has released some of them
 */
export function keep(session: SafeguardSession, quarantine: Quarantine, by: string): Promise<void> {
  return answer(session, quarantine, undefined, { answer: 'kept', by, isDecidedAnew: isLeaver });
}

interface GivenAnswer extends Pick<Said, 'answer' | 'by'> {
  readonly isDecidedAnew: (person: WaitingPerson) => boolean;
}

/** @throws OperatorError if somebody else has said something else of some people since they were shown */
async function answer(
  session: SafeguardSession,
  quarantine: Quarantine,
  only: readonly WaitingPerson[] | undefined,
  { answer: said, by, isDecidedAnew }: GivenAnswer,
): Promise<void> {
  const answers = new SetAnswers(itemsOf(session), session.now);
  const { table } = new PeopleReader(session.aws.dynamodb, session.stack.people);
  const { people, state: shown, set } = quarantine;
  if (said === 'kept' && shown === 'released') throw answeredMeanwhile(said, set, people.length, 0);
  if (only === undefined) await answers.close(quarantine);
  const chosen = only ?? people;
  let refused = 0;
  await inParallel(chosen, async (one) => {
    const written = await Promise.all(
      waitingEffects(one).map((effect) => answers.say(effect, { answer: said, shown, by })),
    );
    if (written.includes(false)) refused += 1;
    if (written.includes(true) && isDecidedAnew(one)) await table.requireDecision(one.person);
  });
  if (refused > 0) throw answeredMeanwhile(said, set, refused, chosen.length - refused);
}

function answeredMeanwhile(said: Answer, set: string, refused: number, done: number): OperatorError {
  const who = formatCount(refused, 'person', 'people');
  const others = done === 0 ? 'Nothing was done.' : `${formatCount(done, 'person is', 'people are')} ${said} now.`;
  const other = said === 'kept' ? 'released' : 'kept';
  return new OperatorError(`Somebody else has ${other} ${who} of set ${set} meanwhile. ${others} Look again.`);
}

function itemsOf({ aws, stack, now }: SafeguardSession): SafeguardItems {
  return new SafeguardItems(aws.dynamodb, { people: stack.people, awsTimeout }, now);
}
