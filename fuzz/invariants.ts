/** What must hold of every payload, whatever it is. */
import { isDeepStrictEqual } from 'node:util';
import { entities } from './fixtures/policies.ts';
import { bystanders, secret } from './mutations.ts';
import { sentAt } from './outcomes.ts';
import type { Run } from './run.ts';
import { grantedFor } from './translation.ts';

export interface Invariant {
  readonly name: string;
  /** What is wrong; undefined where nothing is. */
  readonly problem: (run: Run) => string | undefined;
}

/** How far ahead a sender's clock may be. */
const latest = new Date(Date.parse(sentAt) + 5 * 60 * 1000).toISOString();

/** In milliseconds: far above what it takes, and far below what grows faster than the body. */
const mostTime = (body: string) => 500 + body.length / 100;

export const invariants: readonly Invariant[] = [
  { name: 'nothing is thrown', problem: ({ thrown }) => (thrown === undefined ? undefined : String(thrown)) },
  {
    name: 'the work is bounded by the size',
    problem: ({ body, duration, translated = [] }) => {
      if (duration > mostTime(body)) return `${duration} ms for ${body.length} characters`;
      const people = translated.flatMap(({ people }) => people).length;
      return people > body.length ? `${people} people` : undefined;
    },
  },
  {
    name: 'a person is what the payload says',
    problem: ({ words, translated = [] }) => {
      const all = [...words].join('\n');
      return translated
        .flatMap(({ people }) => people)
        .flatMap(({ person, groups }) => [...Object.values(person).flat(), ...groups])
        .filter((value) => typeof value !== 'boolean') // That somebody is active is told in many words.
        .map(String)
        .find((value) => !all.includes(value));
    },
  },
  {
    name: 'nobody but whom it readingOf to is named',
    problem: ({ translated = [] }) =>
      translated
        .flatMap(({ people, canonical }) => [...people.map(({ person }) => person), ...canonical])
        .map((one) => JSON.stringify(one))
        .find((one) => bystanders.test(one)),
  },
  {
    name: 'a user name is one that the payload says',
    problem: ({ words, translated = [] }) => {
      const all = [...words].join('\n');
      return translated
        .flatMap(({ canonical }) => canonical)
        .map(({ data }) => data.username)
        .find((username) => !all.includes(username));
    },
  },
  {
    name: 'no entity is granted without what its rule asks for',
    problem: ({ words, translated = [] }) =>
      translated
        .flatMap(({ canonical }) => canonical)
        .filter(({ type }) => type.includes('requested'))
        .flatMap(({ data }) => data.targetEntityIds)
        .find((id) => !words.has(grantedFor.get(id) ?? '')),
  },
  {
    name: 'home is neither granted nor revoked',
    problem: ({ translated = [] }) =>
      translated.flatMap(({ canonical }) => canonical).find(({ data }) => data.targetEntityIds.includes(entities.home))
        ?.type,
  },
  {
    name: 'a bad event does not touch its neighbours',
    problem: ({ neighbours: { form, found, expected } }) =>
      isDeepStrictEqual(found, expected) ? undefined : `${form}: ${JSON.stringify(found)}`,
  },
  {
    name: 'a refused event is as bad when it comes again alone',
    problem: ({ resent }) =>
      resent
        // Alone it has an envelope less around it.
        .filter(({ message }) => !message.includes('envelopes'))
        .find(({ reason, again }) => !again.includes(reason))?.message,
  },
  {
    name: 'the same payload is the same events',
    problem: ({ translated, again }) => (isDeepStrictEqual(translated, again) ? undefined : JSON.stringify(again)),
  },
  {
    name: 'no two events of a payload have one id',
    problem: ({ translated = [] }) => {
      const ids = translated.flatMap(({ people }) => {
        const found = people.map(({ id }) => id);
        return new Set(found).size === found.length ? [] : [found];
      });
      return ids[0]?.join(', ');
    },
  },
  {
    name: 'nothing happens after it was sent',
    problem: ({ translated = [] }) =>
      translated.flatMap(({ people }) => people).find(({ time }) => !(time <= latest))?.time,
  },
  {
    name: 'no secret is in what was read',
    problem: ({ translated = [] }) =>
      translated
        .map(({ event, people, canonical }) =>
          JSON.stringify(['error' in event ? event.error.message : event.readings, people, canonical]),
        )
        .find((one) => one.includes(secret)),
  },
  {
    name: 'no prototype is changed',
    problem: ({ translated = [] }) =>
      'userName' in {} ||
      translated
        .flatMap(({ people }) => people)
        .some(({ person }) => Object.getPrototypeOf(person) !== Object.prototype)
        ? 'a prototype is another'
        : undefined,
  },
];
