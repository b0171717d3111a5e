/** Quarantined people: they wait until an operator releases or keeps them, or the facts change. */
import { beforeEach, describe, expect, test } from '@jest/globals';
import { policy, revoking } from '../../../fuzz/fixtures/policies.ts';
import { PeopleTable } from '../../../lib/people/people-table.ts';
import { mergePeople } from '../../../operator/people/merging.ts';
import { unlinkAccount } from '../../../operator/people/unlinking.ts';
import { chosenPeople, keep, release } from '../../../operator/safeguard/quarantine.ts';
import { nameOf } from '../../../operator/safeguard/waiting-people.ts';
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

const { says, known, deliver, decided, session, sets, onlySet, look } = safeguardedPeople(parts, () => translation);

describe('who waits', () => {
  test('is not suspended, and does not come back, until an operator has decided', async () => {
    const people = await known(5);
    expect(outcomesOf(await deliver(people.map((login) => says('changed', login, { active: false }))))).toEqual({
      quarantined: 5,
    });
    expect((await sets()).map(inWords)).toEqual(['revocations source plain open p1 p2 p3 p4 p5']);
    await release(session(), await onlySet(), { by: 'grace' });
    expect(outcomesOf(await look())).toEqual({ 'translated decided-anew': 5 });
    const suspended = await translation.decided();
    expect(suspended.filter(({ isSuspended }) => isSuspended)).toHaveLength(5);
    expect(outcomesOf(await deliver(people.map((login) => says('changed', login, { active: true }))))).toEqual({
      quarantined: 5,
    });
    expect((await sets()).map(inWords)).toEqual(['grants source plain open p1 p2 p3 p4 p5']);
  });

  async function fiveWait() {
    const people = await known(5);
    await deliver(people.map((login) => says('removed', login, {}, inGroup)));
    await translation.decided();
    return people;
  }

  test('loses what still applies once the set is released, without being counted', async () => {
    const people = await fiveWait();
    await deliver(says('added', 'p5@example.com', {}, inGroup));
    await release(session(), await onlySet(), { by: 'grace' });
    await translation.decided();
    expect(outcomesOf(await look())).toEqual({ 'translated decided-anew': 4 });
    expect(await decided()).toEqual(['p1 france', 'p2 france', 'p3 france', 'p4 france']);
    expect(await sets()).toEqual([]);
    expect(people).toHaveLength(5);
  });

  test('goes alone if the operator names them', async () => {
    await fiveWait();
    const set = await onlySet();
    await release(session(), set, { by: 'grace', only: chosenPeople(set, ['P2@example.com', 'p4@example.com']) });
    expect(outcomesOf(await look())).toEqual({ 'translated decided-anew': 2 });
    expect(await decided()).toEqual(['p2 france', 'p4 france']);
    expect((await sets()).map(inWords)).toEqual(['revocations rule g1 by groups open p1 p3 p5']);
    await release(session(), await onlySet(), { by: 'grace' });
    expect(outcomesOf(await look())).toEqual({ 'translated decided-anew': 3 });
    expect(await sets()).toEqual([]);
  });

  test('is forgotten if the facts reverse it', async () => {
    const people = await fiveWait();
    for (const login of people) expect(await deliver(says('added', login, {}, inGroup))).toEqual(['ignored no-change']);
    expect(await sets()).toEqual([]);
    await translation.decided();
    translation.clock.advance(48 * hour);
    expect((await look()).filter((one) => one !== 'translated sent-again')).toEqual([]);
  });

  test('keeps what the operator says they keep, until the facts change', async () => {
    await fiveWait();
    await keep(session(), await onlySet(), 'grace');
    expect((await sets()).map(inWords)).toEqual(['revocations rule g1 by groups kept p1 p2 p3 p4 p5']);
    translation.clock.advance(48 * hour);
    expect((await look()).filter((one) => !one.includes('sent-again'))).toEqual([]);
    expect(await deliver(says('left', 'p1@example.com'))).toEqual(['translated']);
    expect((await sets()).map(inWords)).toEqual(['revocations rule g1 by groups kept p2 p3 p4 p5']);
    expect(await deliver(says('added', 'p2@example.com', {}, inGroup))).toEqual(['ignored no-change']);
    expect(await deliver(says('removed', 'p2@example.com', {}, inGroup))).toEqual(['translated']);
  });

  test('waits on where less asks for the end, and is judged by what is new where more does', async () => {
    const denying = ['no-contractors', 'no-interns'];
    const when = [{ userType: ['contractor'] }, { title: ['Intern'] }];
    const denials = denying.map((id, index) => ({ ...{ id, when: when[index] }, deny: ['france'], unknown: 'grant' }));
    const others = { by: policy({ rules: [...rules.slice(0, 3), ...denials], on: revoking, safeguard }) };
    const people = await known(5);
    const states = (changes: object) => (login: string) =>
      says('changed', login, { department: 'Billing', ...changes });
    const slip = { userType: 'contractor', title: 'Intern' };
    expect(outcomesOf(await deliver(people.map(states(slip)), others))).toEqual({ quarantined: 5 });
    await translation.decided();
    const corrected = states({ userType: 'contractor', title: 'Chief' })(people[0] ?? '');
    expect(await deliver(corrected, others)).toEqual(['ignored no-change']);
    expect((await onlySet()).people).toHaveLength(5);
    expect(await deliver(states(slip)(people[0] ?? ''), others)).toEqual(['translated']);
    expect(await decided()).toContain('p1 germany');
  });

  describe('and is merged, or parted again', () => {
    const table = () => new PeopleTable(parts.dynamodb, translation.settings, translation.clock.now);
    const other = 'q@example.com';
    const elsewhere = 'https://other.example.com';
    let ids: Map<string, string>;
    beforeEach(async () => {
      const people = logins(5);
      await translation.deliver(
        people.map((login) => says('joined', login, { department: 'Billing' })),
        { by: off },
      );
      await translation.deliver(
        { ...says('joined', other, { department: 'Billing' }), source: elsewhere },
        { by: off },
      );
      ids = new Map((await translation.decided()).map(({ username, personId }) => [username, personId]));
      await deliver(people.map((login) => says('left', login)));
      await translation.decided();
    });

    const idOf = (login: string) => ids.get(login) ?? '';
    const merge = (first: string, second: string) =>
      mergePeople(table(), { first: idOf(first), second: idOf(second), isForced: true });
    const unlink = (login: string) =>
      unlinkAccount(table(), by, { personId: idOf(login), choice: { source: 'plain', key: `id of ${login}` } });
    async function keepAll(): Promise<void> {
      await keep(session(), await onlySet(), 'grace');
      await look();
    }
    const hasLeft = async () => (await decided()).filter((words) => words.includes('left'));

    test.each([
      ['the second', other, 'p1@example.com'],
      ['the first', 'p1@example.com', other],
    ])('is kept as an operator said, as %s person of the merge', async (_, first, second) => {
      await keepAll();
      await merge(first, second);
      await look();
      expect(await hasLeft()).toEqual([]);
      expect(await onlySet()).toMatchObject({ state: 'kept', people: { length: 5 } });
    });

    test('waits on in the set, until an operator lets them go', async () => {
      await merge(other, 'p1@example.com');
      await look();
      expect(await hasLeft()).toEqual([]);
      await release(session(), await onlySet(), { by: 'grace' });
      await look();
      expect(await hasLeft()).toEqual(['p1 left', 'p2 left', 'p3 left', 'p4 left', 'p5 left', 'q left']);
    });

    test('is kept too once they are parted', async () => {
      await keepAll();
      await merge('p1@example.com', other);
      await look();
      await unlink('p1@example.com');
      await look();
      expect(await hasLeft()).toEqual([]);
      expect((await onlySet()).people.map(nameOf)).toEqual(logins(5));
    });
  });

  test('is told to an operator again if one comes after the set was released', async () => {
    await fiveWait();
    const first = await onlySet();
    await release(session(), first, { by: 'grace' });
    await look();
    const more = await known(11);
    await deliver(more.slice(5).map((login) => says('removed', login, {}, inGroup)));
    expect((await onlySet()).set).not.toBe(first.set);
  });

  test('is looked at, though nothing was decided about them before', async () => {
    expect(outcomesOf(await deliver(logins(5).map((login) => says('left', login))))).toEqual({ quarantined: 5 });
    // A publisher may request access for them meanwhile.
    expect((await translation.decided()).map(({ mayHaveLeft, assignments }) => [mayHaveLeft, ...assignments])).toEqual(
      logins(5).map(() => [true]),
    );
    translation.clock.advance(hour);
    const lines = translation.lines.length;
    await translation.look({ by });
    expect(translation.lines.slice(lines).filter((line) => line.includes('quarantined leaver'))).toHaveLength(5);
  });

  test('loses it by the consequence of the event that would have ended it', async () => {
    const people = await known(4);
    const on = { left: 'report', groupRemoved: 'revoke', ruleNoLongerMatches: 'report' };
    const others = { by: policy({ rules, on, safeguard }) };
    await deliver(
      people.map((login) => says('removed', login, {}, inGroup)),
      others,
    );
    await deliver(says('joined', 'p1@example.com', { title: 'x' }), others);
    await translation.decided();
    expect((await onlySet()).people).toHaveLength(4);
    await release(session(), await onlySet(), { by: 'grace' });
    translation.clock.advance(minute);
    expect(outcomesOf(await translation.look(others))).toEqual({ 'translated decided-anew': 4 });
    expect(await decided()).toEqual(people.map((login) => `${login.split('@')[0]} france`));
  });

  test('is known to have left, and how long they keep access', async () => {
    const people = await known(5);
    expect(outcomesOf(await deliver(people.map((login) => says('left', login))))).toEqual({
      quarantined: 5,
    });
    expect((await translation.decided()).map(({ mayHaveLeft }) => mayHaveLeft)).toEqual(people.map(() => true));
    translation.clock.advance(hour);
    const lines = translation.lines.length;
    await look();
    const ages = translation.lines
      .slice(lines)
      .map((line) => JSON.parse(line))
      .filter(({ what }) => what === 'quarantined leaver');
    expect(ages).toHaveLength(5);
    expect(ages[0].milliseconds).toBeGreaterThanOrEqual(hour);
    await translation.decided();
    await keep(session(), await onlySet(), 'grace');
    const before = translation.lines.length;
    await look();
    expect((await translation.decided()).map(({ mayHaveLeft }) => mayHaveLeft)).toEqual(people.map(() => false));
    translation.clock.advance(hour);
    await look();
    expect(translation.lines.slice(before).filter((line) => line.includes('quarantined leaver'))).toEqual([]);
    await release(session(), await onlySet(), { by: 'grace' });
    expect(outcomesOf(await look())).toEqual({ 'translated decided-anew': 5 });
    expect((await decided()).filter((words) => words.endsWith('left'))).toHaveLength(5);
  });

  test('waits where many are told late to have left before their return: their requests would end', async () => {
    const people = logins(5);
    const late = people.map((login) => says('left', login));
    await deliver(
      people.map((login) => says('joined', login, { department: 'Billing' })),
      { by: off },
    );
    await translation.decided();
    expect(outcomesOf(await deliver(late))).toEqual({ quarantined: 5 });
    expect((await sets()).map(inWords)).toEqual(['revocations source plain open p1 p2 p3 p4 p5']);
    expect((await translation.decided()).map(({ leftAt }) => leftAt)).toEqual(Array(5).fill(undefined));
    // Whatever else is said of them still counts.
    await deliver(says('added', 'p1@example.com', {}, inGroup));
    expect(await decided()).toEqual(['p1 france germany']);
    await release(session(), await onlySet(), { by: 'grace' });
    await look();
    const released = await translation.decided();
    expect(released.map(({ leftAt = '' }) => leftAt)).toEqual(Array(5).fill(expect.stringMatching(/^2026/)));
    expect(released.map(({ hasLeft }) => hasLeft)).toEqual(Array(5).fill(false));
  });

  test.each([
    ['joined', {}],
    ['added', inGroup],
  ])('waits in a denial by the first event about them, where many are %s', async (change, more) => {
    const message = logins(5).map((login) => says(change, login, { userType: 'contractor' }, more));
    expect(outcomesOf(await deliver(message))).toEqual({ quarantined: 5 });
    expect((await sets()).map(inWords)).toEqual(['revocations rule no-contractors open p1 p2 p3 p4 p5']);
    expect((await translation.decided()).flatMap(({ denials }) => denials)).toEqual([]);
    await release(session(), await onlySet(), { by: 'grace' });
    await look();
    expect((await translation.decided()).map(({ denials }) => denials)).toEqual(Array(5).fill(['france', 'germany']));
  });

  test('waits in a denial too, and in what nobody was known to have', async () => {
    const people = await known(5);
    await deliver(people.map((login) => says('changed', login, { department: 'Billing', userType: 'contractor' })));
    expect((await decided()).every((words) => words.includes('france germany'))).toBe(true);
    const strangers = logins(10).slice(5);
    expect(outcomesOf(await deliver(strangers.map((login) => says('removed', login, {}, inGroup))))).toEqual({
      quarantined: 5,
    });
    expect((await sets()).map(inWords)).toEqual([
      'revocations rule no-contractors open p1 p2 p3 p4 p5',
      'revocations rule g1 by groups open p10 p6 p7 p8 p9',
    ]);
    for (const set of await sets()) await release(session(), set, { by: 'grace' });
    await look();
    const decisions = await translation.decided();
    expect(decisions.filter(({ denials }) => denials.includes('germany'))).toHaveLength(5);
    expect(decisions.filter(({ ended }) => ended.includes('germany'))).toHaveLength(5);
  });
});
