/** An answer is about the people who were shown, whoever has come to their set since. */
import { randomUUID } from 'node:crypto';
import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { beforeEach, expect, test } from '@jest/globals';
import { policy, reading, revoking } from '../../../fuzz/fixtures/policies.ts';
import { sightingOf } from '../../../lib/people/identification.ts';
import { People } from '../../../lib/people/people.ts';
import { PeopleTable } from '../../../lib/people/people-table.ts';
import { safeguardOf } from '../../../lib/safeguard/safeguard.ts';
import { SafeguardStore } from '../../../lib/safeguard/safeguard-store.ts';
import {
  chosenPeople,
  keep,
  type Quarantine,
  readQuarantines,
  release,
} from '../../../operator/safeguard/quarantine.ts';
import { nameOf } from '../../../operator/safeguard/waiting-people.ts';
import { createLedgerTable } from '../../services/ledger-table.ts';
import { useAws } from '../../services/use-aws.ts';

const aws = useAws();
const dynamodb = aws.client((options) => new DynamoDB(options));

/** One may leave in an hour. */
const strict = policy({
  on: revoking,
  safeguard: { revocations: { people: 1, percent: 0, percentADay: 0 }, grants: { people: 50, percent: 0 } },
});

let people: string;
beforeEach(async () => {
  people = `people-${randomUUID()}`;
  await createLedgerTable(dynamodb, people);
  // The only one who may.
  await leave('first@example.com');
});

const session = () => ({ aws: { dynamodb }, stack: { stage: 'test', people }, now: Date.now });

/** What a source says of them waits, except of the first one. */
const leave = (userName: string) => say('left', userName, '2026-11-21T08:00:00.000Z');

async function say(change: 'left' | 'joined', userName: string, time: string): Promise<void> {
  const said = reading(change, {}, { id: `${change} ${userName} ${time}`, time, person: { userName } });
  const settings = { people, personRetentionDays: 400, awsTimeout: 10_000 };
  const safeguard = safeguardOf(SafeguardStore.over(dynamodb, settings, Date.now), strict);
  const known = new People(new PeopleTable(dynamodb, settings, Date.now), strict, Date.now, safeguard);
  await known.learn([sightingOf(strict, { reading: said, source: 'okta' })]);
}

async function shown(): Promise<Quarantine> {
  const [set, ...others] = await readQuarantines(session(), () => undefined);
  if (set === undefined || others.length > 0) throw new Error('there is one set');
  return set;
}

async function all(): Promise<readonly (readonly [state: string, logins: readonly string[]])[]> {
  const sets = await readQuarantines(session(), () => undefined);
  return sets.map(({ state, people: waiting }) => [state, waiting.map(nameOf)] as const);
}

test('who comes to a set after it was shown is not released with the others', async () => {
  await leave('ada@example.com');
  const seen = await shown();
  await leave('grace@example.com');
  await release(session(), seen, { by: 'me' });
  expect(await all()).toEqual([['open', ['grace@example.com']]]);
  await leave('hedy@example.com');
  // The answer has closed the set, so that the next one is in another.
  expect((await all()).flatMap(([state, logins]) => logins.map((login) => [state, login])).toSorted()).toEqual([
    ['open', 'grace@example.com'],
    ['open', 'hedy@example.com'],
  ]);
});

test('who comes to a set after it was shown is not kept with the others', async () => {
  await leave('ada@example.com');
  const seen = await shown();
  await leave('grace@example.com');
  await keep(session(), seen, 'me');
  expect(await all()).toEqual([['open', ['grace@example.com']]]);
  await release(session(), await shown(), { by: 'me' });
  expect(await all()).toEqual([['kept', ['ada@example.com']]]);
});

test('people whom somebody else has kept meanwhile are not released, and the operator is told', async () => {
  await leave('ada@example.com');
  const first = await shown();
  await leave('grace@example.com');
  const both = await shown();
  await keep(session(), first, 'somebody else');
  await expect(release(session(), both, { by: 'me' })).rejects.toThrow(
    `Somebody else has kept 1 person of set ${first.set} meanwhile. 1 person is released now. Look again.`,
  );
  expect(await all()).toEqual([['kept', ['ada@example.com']]]);
  // Now they are shown as kept.
  await release(session(), await shown(), { by: 'me' });
  expect(await all()).toEqual([['released', ['ada@example.com', 'grace@example.com']]]);
});

test('people whom somebody else has released meanwhile are not kept, and the operator is told', async () => {
  await leave('ada@example.com');
  const seen = await shown();
  await release(session(), seen, { by: 'somebody else' });
  const words = `Somebody else has released 1 person of set ${seen.set} meanwhile. Nothing was done. Look again.`;
  await expect(keep(session(), seen, 'me')).rejects.toThrow(words);
  await expect(keep(session(), await shown(), 'me')).rejects.toThrow(words);
  // A release that was cut off can be repeated.
  await release(session(), await shown(), { by: 'me' });
  expect(await all()).toEqual([['released', ['ada@example.com']]]);
});

test('an answer does not hold for the same change when it comes again', async () => {
  await leave('ada@example.com');
  await leave('grace@example.com');
  const seen = await shown();
  await release(session(), seen, { by: 'me', only: seen.people.filter((one) => nameOf(one) === 'ada@example.com') });
  // The source corrects itself before anybody is decided anew, and has the same fault a week later. The set is still open.
  await say('joined', 'ada@example.com', '2026-11-22T08:00:00.000Z');
  await say('left', 'ada@example.com', '2026-11-29T08:00:00.000Z');
  expect(await all()).toEqual([['open', expect.arrayContaining(['ada@example.com', 'grace@example.com'])]]);
});

test('a person who is named twice is one person', async () => {
  await leave('ada@example.com');
  await leave('grace@example.com');
  const seen = await shown();
  const [ada] = seen.people.filter((one) => nameOf(one) === 'ada@example.com');
  expect(chosenPeople(seen, ['ada@example.com', 'ADA@example.com', ada?.person.id ?? ''])).toEqual([ada]);
});
