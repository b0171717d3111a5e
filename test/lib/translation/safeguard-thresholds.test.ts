/** How many people one cause may change: the thresholds, and what an operator expects. */
import { beforeEach, describe, expect, test } from '@jest/globals';
import { ada, logEvent } from '../../../fuzz/fixtures/okta.ts';
import { policy, revoking } from '../../../fuzz/fixtures/policies.ts';
import { PeopleTable } from '../../../lib/people/people-table.ts';
import { announce } from '../../../operator/safeguard/expectation.ts';
import { withCrash } from './crash.ts';
import {
  by,
  hour,
  inGroup,
  inWords,
  logins,
  off,
  outcomesOf,
  rules,
  safeguard,
  safeguardedPeople,
} from './safeguarded-people.ts';
import { minute, Translation } from './translation.ts';
import { useAwsParts } from './use-aws-parts.ts';

const parts = useAwsParts();

let translation: Translation;
beforeEach(async () => {
  translation = await Translation.create(parts);
});

const { says, known, deliver, decided, session, sets, onlySet } = safeguardedPeople(parts, () => translation);

describe('one message about many', () => {
  test('ends nothing of anybody, and tells who waits', async () => {
    const people = await known(6);
    const message = people.map((login) => says('removed', login, {}, inGroup));
    expect(outcomesOf(await deliver(message))).toEqual({ quarantined: 6 });
    expect(new Set(await decided())).toEqual(new Set(people.map((login) => `${login.split('@')[0]} france germany`)));
    expect((await sets()).map(inWords)).toEqual(['revocations rule g1 by groups open p1 p2 p3 p4 p5 p6']);
    const line = JSON.parse(translation.lines.at(-1) ?? '');
    const { set } = await onlySet();
    expect(line).toMatchObject({ quarantined: ['germany'], quarantineSets: [set], causes: ['rule g1 by groups'] });
    expect(line).not.toHaveProperty('revoked');
  });

  test('tells who waits, though the message comes back because of somebody else', async () => {
    const people = await known(6);
    const other = says('joined', 'p1@example.com', { id: 'another account' });
    const message = [other, ...people.map((login) => says('removed', login, {}, inGroup))];
    expect(outcomesOf(await deliver(message))).toEqual({ quarantined: 6, 'retry login-conflict': 1 });
    expect(outcomesOf(await deliver(message))).toEqual({ 'retry login-conflict': 1 });
    expect((await sets()).map(inWords)).toEqual(['revocations rule g1 by groups open p1 p2 p3 p4 p5 p6']);
  });

  test('goes through as far as its causes allow', async () => {
    const people = await known(3);
    const message = people.map((login) => says('removed', login, {}, inGroup));
    expect(outcomesOf(await deliver(message))).toEqual({ translated: 3 });
    expect(await sets()).toEqual([]);
  });

  test('holds up no other cause: a true leaver in it leaves', async () => {
    const people = await known(6);
    const removed = people.slice(0, 5).map((login) => says('removed', login, {}, inGroup));
    const message = [...removed, says('left', 'p6@example.com')];
    expect(outcomesOf(await deliver(message))).toEqual({ quarantined: 5, translated: 1 });
    expect(await decided()).toContain('p6 left');
  });

  test.each([false, true])('lets nobody go after a crash at any effect (after the effect: %s)', async (after) => {
    const strict = policy({
      rules,
      on: revoking,
      safeguard: { revocations: { people: 1, percent: 0, percentADay: 0 } },
    });
    for (let number = 0; ; number++) {
      translation = await Translation.create(parts);
      const people = await known(2);
      const message = people.map((login) => says('removed', login, {}, inGroup));
      const isCrashed = await withCrash(parts, number, after, async () => {
        await deliver(message, { messageId: 'one', by: strict });
        await deliver(message, { messageId: 'one', by: strict });
      });
      expect((await decided()).filter((words) => !words.includes('germany'))).toEqual([]);
      expect((await sets()).map(({ people: waiting }) => waiting.length)).toEqual([2]);
      if (isCrashed) continue;
      expect(number).toBeGreaterThan(5);
      break;
    }
  });
});

describe('one event after another', () => {
  test('the first ones go through, and the others wait', async () => {
    const people = await known(5);
    const outcomes: string[] = [];
    for (const login of people) outcomes.push(...(await deliver(says('removed', login, {}, inGroup))));
    expect(outcomes).toEqual(['translated', 'translated', 'translated', 'quarantined', 'quarantined']);
    expect(await decided()).toEqual(['p1 france', 'p2 france', 'p3 france', 'p4 france germany', 'p5 france germany']);
  });

  test('who waits waits on in the next hour, and is counted no more', async () => {
    const people = await known(4);
    for (const login of people) await deliver(says('removed', login, {}, inGroup));
    await translation.decided();
    translation.clock.advance(25 * hour);
    expect(await deliver(says('joined', 'p4@example.com', { department: 'Billing' }))).toEqual(['ignored no-change']);
    expect((await sets()).map(inWords)).toEqual(['revocations rule g1 by groups open p4']);
  });

  test('who is suspended and then leaves is counted once, and leaves', async () => {
    const people = await known(3);
    const outcomes: string[] = [];
    for (const login of people) outcomes.push(...(await deliver(says('changed', login, { active: false }))));
    for (const login of people) outcomes.push(...(await deliver(says('left', login))));
    expect(outcomesOf(outcomes)).toEqual({ translated: 3, 'translated blocked': 3 });
    expect((await decided()).filter((words) => words.endsWith('left'))).toHaveLength(3);
    expect(await sets()).toEqual([]);
  });

  test('the first ones leave by a look, and the others wait, where no event says it', async () => {
    const people = await known(5);
    const reporting = policy({ rules, on: { ...revoking, left: 'report' }, safeguard });
    await translation.deliver(
      people.map((login) => says('left', login)),
      { by: reporting },
    );
    const table = new PeopleTable(parts.dynamodb, translation.settings, translation.clock.now);
    for (const { personId } of await translation.decided()) {
      const stored = await table.read(personId);
      if (stored !== undefined) await table.requireDecision(stored.person);
    }
    const lines = await translation.look({ by });
    expect(outcomesOf(lines)).toMatchObject({ 'translated decided-anew': 3, 'quarantined decided-anew': 2 });
    expect((await onlySet()).cause).toBe('source plain');
  });

  test('who waits to be suspended waits on if they leave', async () => {
    const people = await known(5);
    await deliver(people.map((login) => says('changed', login, { active: false })));
    expect(outcomesOf(await deliver(people.map((login) => says('left', login))))).toEqual({ quarantined: 5 });
  });

  test('within a day no more than its threshold goes through, by any causes', async () => {
    const people = await known(5);
    for (const login of people.slice(0, 3)) await deliver(says('removed', login, {}, inGroup));
    translation.clock.advance(2 * hour);
    expect(await deliver(says('left', 'p4@example.com'))).toEqual(['quarantined']);
    expect((await sets()).map(inWords)).toEqual(['revocations all causes within a day open p4']);
    translation.clock.advance(23 * hour);
    expect(await deliver(says('left', 'p5@example.com'))).toEqual(['translated']);
  });

  test('a rule that would give too much gives it to some only', async () => {
    const outcomes: string[] = [];
    for (const login of logins(6)) outcomes.push(...(await deliver(says('joined', login, { department: 'Sales' }))));
    expect(outcomesOf(outcomes)).toEqual({ translated: 4, quarantined: 2 });
    expect((await sets()).map(inWords)).toEqual(['grants rule sales open p5 p6']);
    expect((await decided()).length).toBe(4);
  });
});

test('what is expected goes through', async () => {
  const people = await known(6);
  const until = new Date(translation.clock.now() + hour).toISOString();
  await announce(session(), { direction: 'revocations', count: 4, until, by: 'grace' });
  translation.clock.advance(minute);
  expect(outcomesOf(await deliver(people.map((login) => says('removed', login, {}, inGroup))))).toEqual({
    translated: 6,
  });
});

describe('an announced reorganisation', () => {
  const announceFour = (source?: string) =>
    announce(session(), {
      ...{ direction: 'revocations', count: 4, until: new Date(translation.clock.now() + hour).toISOString(), source },
      by: 'grace',
    });
  const leave = (people: readonly string[]) => deliver(people.map((login) => says('left', login)));

  test('leaves room to others: in its hour, and on its day', async () => {
    const people = await known(7);
    await announceFour();
    expect(outcomesOf(await leave(people.slice(0, 4)))).toEqual({ translated: 4 });
    expect(await leave(people.slice(4, 5))).toEqual(['translated']);
    translation.clock.advance(3 * hour);
    expect(await leave(people.slice(5, 6))).toEqual(['translated']);
    expect(await leave(people.slice(6))).toEqual(['translated']);
    expect(await sets()).toEqual([]);
  });

  test('uses the threshold where more people leave than were announced, and no more than that', async () => {
    const people = await known(9);
    await announceFour();
    expect(outcomesOf(await leave(people.slice(0, 7)))).toEqual({ translated: 7 });
    translation.clock.advance(3 * hour);
    expect(await leave(people.slice(7, 8))).toEqual(['quarantined']);
    translation.clock.advance(23 * hour);
    expect(await leave(people.slice(8))).toEqual(['translated']);
  });

  test('waits as a whole in a message with too many more', async () => {
    const people = await known(9);
    await announceFour();
    expect(outcomesOf(await leave(people.slice(0, 8)))).toEqual({ quarantined: 8 });
    // Nobody was counted: the expectation is still there.
    expect(outcomesOf(await leave(people.slice(8)))).toEqual({ translated: 1 });
    expect(await onlySet()).toMatchObject({ cause: 'source plain', people: { length: 8 } });
  });

  test('counts once who is announced, however often the message comes', async () => {
    const people = await known(9);
    await announceFour();
    const message = people.slice(0, 4).map((login) => says('left', login));
    await deliver(message, { messageId: 'one' });
    await deliver(message, { messageId: 'one' });
    expect(outcomesOf(await leave(people.slice(4, 7)))).toEqual({ translated: 3 });
    expect(await leave(people.slice(7, 8))).toEqual(['quarantined']);
  });

  test('of one source holds up nobody of another, once it is used up', async () => {
    const people = await known(5);
    await announceFour('okta');
    const outcomes: string[] = [];
    for (const [index, alternateId] of people.slice(0, 4).entries()) {
      translation.clock.advance(minute);
      const [uuid, published] = [`event ${index}`, new Date(translation.clock.now()).toISOString()];
      const target = [{ ...ada, id: `okta ${index}`, alternateId }];
      outcomes.push(...(await deliver(logEvent('user.lifecycle.suspend', { target, uuid, published }))));
    }
    expect(outcomes).toEqual(Array(4).fill('translated'));
    expect(await leave(people.slice(4))).toEqual(['translated']);
    translation.clock.advance(3 * hour);
    // Three within a day.
    expect(outcomesOf(await leave(logins(8).slice(5)))).toEqual({ translated: 2, quarantined: 1 });
    expect((await onlySet()).cause).toBe('all causes within a day');
  });

  test('is announced anew: what the last one has used does not count', async () => {
    const people = await known(8);
    await announceFour();
    await leave(people.slice(0, 4));
    translation.clock.advance(minute);
    await announceFour();
    translation.clock.advance(minute);
    expect(outcomesOf(await leave(people.slice(4)))).toEqual({ translated: 4 });
  });
});

test('without a safeguard, what waited happens with the next look', async () => {
  const people = await known(5);
  await deliver(people.map((login) => says('removed', login, {}, inGroup)));
  await translation.decided();
  translation.clock.advance(24 * hour);
  await translation.look({ by: off });
  expect(await decided()).toEqual(people.map((login) => `${login.split('@')[0]} france`));
});
