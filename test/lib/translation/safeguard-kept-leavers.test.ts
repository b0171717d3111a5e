/** Leavers whom an operator keeps: rules decide about them as if they were active. */
import { beforeEach, describe, expect, test } from '@jest/globals';
import { policy, revoking } from '../../../fuzz/fixtures/policies.ts';
import { keep, release } from '../../../operator/safeguard/quarantine.ts';
import {
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
import { said } from './said.ts';
import { Translation } from './translation.ts';
import { useAwsParts } from './use-aws-parts.ts';

const parts = useAwsParts();

let translation: Translation;
beforeEach(async () => {
  translation = await Translation.create(parts);
});

const { says, known, deliver, decided, session, sets, onlySet, look } = safeguardedPeople(parts, () => translation);

describe('somebody whose leaving an operator keeps', () => {
  const withGrace = policy({ rules, on: revoking, safeguard, grace: 'P7D' });

  /** Five have left by mistake, or are suspended. */
  async function fiveStay(end: object = {}): Promise<void> {
    const people = await known(5);
    const change = Object.keys(end).length === 0 ? 'left' : 'changed';
    expect(outcomesOf(await deliver(people.map((login) => says(change, login, end))))).toEqual({ quarantined: 5 });
    await keep(session(), await onlySet(), 'grace');
    await look();
    expect(await decided()).toContain('p1 france germany');
    await translation.decided();
  }

  test.each([
    ['left', {}],
    ['suspended', { active: false }],
  ])('gets and loses what the rules say, as if they were active: %s', async (_, end) => {
    await fiveStay(end);
    await deliver(says('changed', 'p1@example.com', { userType: 'contractor' }));
    expect(await decided()).toEqual(['p1']);
    await deliver(says('changed', 'p2@example.com', { department: 'Sales' }));
    expect(await decided()).toEqual(['p2 germany japan']);
    await deliver(says('removed', 'p3@example.com', {}, inGroup));
    expect(await decided()).toEqual(['p3 france']);
    expect((await sets()).map(inWords)).toEqual(['revocations source plain kept p1 p2 p3 p4 p5']);
  });

  test('still stays after the source has said it again', async () => {
    await fiveStay();
    await deliver(says('left', 'p1@example.com'));
    await deliver(says('changed', 'p1@example.com', { department: 'Sales' }));
    expect((await decided()).at(-1)).toBe('p1 germany japan');
  });

  test('leaves once the operator says so, whatever else waits', async () => {
    await fiveStay();
    const people = logins(5);
    expect(outcomesOf(await deliver(people.map((login) => says('removed', login, {}, inGroup))))).toEqual({
      quarantined: 5,
    });
    expect((await sets()).map(inWords)).toEqual([
      'revocations source plain kept p1 p2 p3 p4 p5',
      'revocations rule g1 by groups open p1 p2 p3 p4 p5',
    ]);
    await translation.decided();
    const [leaving] = await sets();
    if (leaving === undefined) throw new Error('no set');
    await release(session(), leaving, { by: 'grace' });
    await look();
    expect(await decided()).toEqual(people.map((login) => `${login.split('@')[0]} left`));
    expect(await sets()).toEqual([]);
  });

  test('loses at the end of a grace what a move has ended', async () => {
    await fiveStay();
    await deliver(says('changed', 'p1@example.com', { department: 'Support' }), { by: withGrace });
    expect(await decided()).toEqual(['p1 france germany']);
    translation.clock.advance(8 * 24 * hour);
    await translation.look({ by: withGrace });
    expect((await decided()).filter((words) => words.startsWith('p1'))).toEqual(['p1 germany']);
  });

  test('gets nothing by an account that was over before', async () => {
    const old = { id: 'old', userName: 'p1@example.com' };
    const oldGroup = said(translation.clock, 'group.member-added', { user: old, group: 'g-1' }, 1000);
    await deliver(oldGroup, { by: off });
    await deliver(said(translation.clock, 'user.left', { user: old }, 1000), { by: off });
    const people = logins(5);
    await deliver(
      people.map((login) => says('joined', login, { department: 'Billing' })),
      { by: off },
    );
    await deliver(people.map((login) => says('left', login)));
    await keep(session(), await onlySet(), 'grace');
    await look();
    await translation.decided();
    await deliver(says('changed', 'p1@example.com', { department: 'Sales' }));
    expect(await decided()).toEqual(['p1 japan']);
  });
});
