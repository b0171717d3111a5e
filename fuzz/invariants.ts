/** The invariants of every payload. */
import { isDeepStrictEqual } from 'node:util';
import { userAccessDecided } from '../events/user-access-decided.ts';
import { check, describe } from '../lib/check.ts';
import type { PersonReading } from '../lib/identity/reading.ts';
import { tidyLogin } from '../lib/login.ts';
import { messageBody } from '../lib/people/decided-event.ts';
import { entities } from './fixtures/policies.ts';
import { keepsLeaver, leavesAccess } from './inactive.ts';
import { bystanders, secret } from './mutations.ts';
import { sentAt } from './outcomes.ts';
import type { Run } from './run.ts';
import { entitiesIn, eventsOf, grantedFor, grantedIn } from './translation.ts';

export interface Invariant {
  readonly name: string;
  /** Describes a violation; undefined without one. */
  readonly problem: (run: Run) => string | undefined;
}

/** The tolerance for a sender's clock that is ahead. */
const latest = new Date(Date.parse(sentAt) + 5 * 60 * 1000).toISOString();

/** In milliseconds of the processor: far more than linear work needs, and far less than quadratic work. */
const maxTime = (body: string) => 500 + body.length / 100;

export const invariants: readonly Invariant[] = [
  { name: 'no exception is thrown', problem: ({ thrown }) => (thrown === undefined ? undefined : String(thrown)) },
  {
    name: 'the work is bounded by the payload’s size',
    problem: ({ body, duration, translated = [] }) => {
      if (duration > maxTime(body)) return `${duration} ms for ${body.length} characters`;
      const people = translated.flatMap(({ people }) => people).length;
      return people > body.length ? `${people} people` : undefined;
    },
  },
  {
    name: 'every attribute of a person is in the payload',
    problem: ({ words, translated = [] }) => {
      const all = [...words].join('\n');
      return translated
        .flatMap(({ people }) => people)
        .flatMap((one) =>
          [...Object.values(one.person).flat(), ...one.groups]
            .filter((value) => typeof value !== 'boolean' && typeof value !== 'symbol') // Sources have many words for an active person.
            .filter((value) => !all.includes(String(value)))
            .map((value) => `${String(value)}: ${personIn(one)}`),
        )[0];
    },
  },
  {
    name: 'no one but the person who changes is named',
    problem: ({ translated = [] }) =>
      translated
        .flatMap(({ decided }) => decided.flatMap(({ reading, events }) => [reading.person, ...events]))
        .map((one) => JSON.stringify(one))
        .find((one) => bystanders.test(one)),
  },
  {
    name: 'every user name is in the payload',
    problem: ({ words, translated }) => {
      const tidy = tidyLogin([...words].join('\n'));
      return eventsOf(translated)
        .map(({ data }) => data.username)
        .find((username) => !tidy.includes(username));
    },
  },
  {
    name: 'no entity is granted without the value that its rule needs',
    problem: ({ words, translated = [] }) =>
      translated
        .flatMap(({ decided }) => decided)
        .flatMap((one) => grantedIn(one).map((id) => ({ id, reading: one.reading })))
        .filter(({ id }) => !words.has(grantedFor.get(id) ?? ''))
        .map(({ id, reading }) => `${id}: ${personIn(reading)}`)[0],
  },
  {
    name: 'home is never granted or revoked',
    problem: ({ translated = [] }) =>
      translated
        .flatMap(({ decided }) => decided)
        .filter((one) => entitiesIn(one).includes(entities.home))
        .map(({ reading }) => personIn(reading))[0],
  },
  {
    name: 'every decision keeps to its contract',
    problem: ({ translated }) =>
      eventsOf(translated).flatMap((event) => {
        const checked = check(userAccessDecided.schema, JSON.parse(messageBody(event)));
        return checked.success ? [] : [describe(checked.problems)];
      })[0],
  },
  {
    name: 'a bad event does not affect its neighbours',
    problem: ({ neighbours: { form, found, expected } }) =>
      isDeepStrictEqual(found, expected) ? undefined : `${form}: ${JSON.stringify(found)}`,
  },
  {
    name: 'a refused event is refused for the same reason when it is redriven alone',
    problem: ({ resent }) =>
      resent
        // Alone, the event has one envelope less.
        .filter(({ message }) => !message.includes('envelopes'))
        .find(({ reason, again }) => !again.includes(reason))?.message,
  },
  {
    name: 'the same payload leads to the same events',
    problem: ({ translated, again }) => (isDeepStrictEqual(translated, again) ? undefined : JSON.stringify(again)),
  },
  {
    name: 'two spellings of a payload have one outcome',
    problem: ({ spellings: { spelling, found, expected } }) =>
      isDeepStrictEqual(found, expected)
        ? undefined
        : `${spelling}: ${found.join('; ')} instead of ${expected.join('; ')}`,
  },
  {
    name: 'a person who is not active is never ignored',
    problem: ({ inactive: { body, outcomes } }) =>
      outcomes.length === 0 || outcomes.some((one) => one.startsWith('ignored')) ? body : undefined,
  },
  {
    name: 'a person who is not active loses their access',
    problem: ({ inactive: { body, mustLoseAccess, endings, decided }, translated = [] }) => {
      if (endings.length === 0) return body;
      const left = endings.find((ending) => leavesAccess(ending, mustLoseAccess));
      if (left !== undefined) return `${left.line.outcome}: ${body}`;
      const kept = [...decided, ...translated.flatMap((one) => one.decided)].find(keepsLeaver);
      return kept && `${kept.line.outcome}: ${personIn(kept.reading)}`;
    },
  },
  {
    name: 'no two events of a payload have the same id',
    problem: ({ translated = [] }) => {
      const ids = translated.flatMap(({ people }) => {
        const found = people.map(({ id }) => id);
        return new Set(found).size === found.length ? [] : [found];
      });
      return ids[0]?.join(', ');
    },
  },
  {
    name: 'no change happens after its message was sent',
    problem: ({ translated = [] }) =>
      translated
        .flatMap(({ people }) => people)
        .filter(({ time }) => !(time <= latest))
        .map((one) => `${one.time}: ${personIn(one)}`)[0],
  },
  {
    name: 'no secret is read',
    problem: ({ translated = [] }) =>
      translated
        .map(({ event, decided }) => JSON.stringify(['error' in event ? event.error.message : event.readings, decided]))
        .find((one) => one.includes(secret)),
  },
  {
    name: 'no prototype is modified',
    problem: ({ translated = [] }) =>
      'userName' in {} ||
      translated
        .flatMap(({ people }) => people)
        .some(({ person }) => Object.getPrototypeOf(person) !== Object.prototype)
        ? 'a prototype is another'
        : undefined,
  },
];

/** For a message: the person whom the reading is about. */
function personIn({ change, person }: PersonReading): string {
  const { userName, email, externalId, id, displayName } = person;
  return `${change} ${String(userName ?? email ?? externalId ?? id ?? displayName)}`;
}
