/** Deleted groups: all their members would lose access at once. */
import { beforeEach, describe, expect, test } from '@jest/globals';
import { policy, revoking } from '../../../fuzz/fixtures/policies.ts';
import { bulk, patch, user } from '../../../fuzz/fixtures/scim.ts';
import { announce } from '../../../operator/safeguard/expectation.ts';
import { release } from '../../../operator/safeguard/quarantine.ts';
import { withBetween } from './between.ts';
import { withCrash } from './crash.ts';
import { by, hour, inWords, off, outcomesOf, rules, safeguard, safeguardedPeople } from './safeguarded-people.ts';
import { minute, Translation } from './translation.ts';
import { useAwsParts } from './use-aws-parts.ts';

const parts = useAwsParts();

let translation: Translation;
beforeEach(async () => {
  translation = await Translation.create(parts);
});

const { says, deliver, decided, session, sets, onlySet, look } = safeguardedPeople(parts, () => translation);

describe('a group that is deleted', () => {
  const put = (id: string) => ({
    ...{ method: 'PUT', path: `/Users/${id}` },
    data: user({ id, userName: `${id}@example.com`, externalId: `x-${id}`, emails: undefined, groups: undefined }),
  });

  const deletion = () => bulk({ method: 'DELETE', path: '/Groups/g-1' });

  async function memberships(count: number, others: object = {}): Promise<void> {
    const ids = Array.from({ length: count }, (_, index) => `p${index + 1}`);
    const value = ids.map((id) => ({ value: id }));
    await translation.deliver(bulk(...ids.map(put)), { by: off });
    const added = { method: 'PATCH', path: '/Groups/g-1', data: patch({ op: 'add', path: 'members', value }) };
    translation.clock.advance(minute);
    await translation.deliver(bulk(added), { by: off });
    await translation.decided();
    translation.clock.advance(minute);
    await deliver(deletion(), others);
  }

  test('with many members takes access from none of them', async () => {
    await memberships(5);
    expect(outcomesOf(await translation.walk({ by }))).toEqual({ 'quarantined decided-anew': 5 });
    expect((await sets()).map(inWords)).toEqual(['revocations group g-1 open p1 p2 p3 p4 p5']);
    await release(session(), await onlySet(), { by: 'grace' });
    expect(outcomesOf(await look())).toEqual({ 'translated decided-anew': 5 });
  });

  test('with few members takes it from all of them', async () => {
    await memberships(3);
    expect(outcomesOf(await translation.walk({ by }))).toEqual({ 'translated decided-anew': 3 });
  });

  test('with many members on several pages takes access from none of them', async () => {
    const large = policy({ rules, on: revoking, safeguard: { ...safeguard, revocations: { people: 60, percent: 0 } } });
    await memberships(90, { by: large });
    expect(outcomesOf(await translation.walk({ by: large }))).toEqual({ 'quarantined decided-anew': 90 });
  });

  test('with more members than the day has room for takes access from none of them', async () => {
    for (const login of ['q1@example.com', 'q2@example.com']) await deliver(says('left', login));
    translation.clock.advance(2 * hour);
    await memberships(3);
    expect(outcomesOf(await translation.walk({ by }))).toEqual({ 'quarantined decided-anew': 3 });
  });

  test('takes access from none of its many members in the next hour either', async () => {
    await memberships(5);
    const [walk] = (await translation.takeLooks()).walks;
    expect(await translation.walkOn(walk ?? {}, { by })).toBe(true);
    translation.clock.advance(hour);
    expect(outcomesOf(await translation.walk({ by }))).toEqual({ 'quarantined decided-anew': 5 });
  });

  test('counts those alone who have the access by nothing else', async () => {
    const other = { id: 'german', when: { country: ['Germany'] }, grant: ['germany'] };
    const both = { by: policy({ rules: [...rules, other], on: revoking, safeguard }) };
    await memberships(8, both);
    // Six of them are in Germany.
    const ids = ['p1', 'p2', 'p3', 'p4', 'p5', 'p6'];
    const inGermany = ids.map((id) => says('joined', `${id}@example.com`, { country: 'Germany' }));
    await translation.deliver(inGermany, { by: { ...both.by, safeguard: 'off' } });
    await translation.decided();
    expect(outcomesOf(await translation.walk(both))).toEqual({ 'translated decided-anew': 8 });
    expect((await decided()).filter((words) => !words.includes('germany'))).toEqual(['p7 france', 'p8 france']);
    // The group, made anew, has room for one more.
    translation.clock.advance(minute);
    const member = (op: string) =>
      bulk({ method: 'PATCH', path: '/Groups/g-1', data: patch({ op, path: 'members', value: [{ value: 'p7' }] }) });
    await deliver(member('add'), both);
    translation.clock.advance(minute);
    expect(await deliver(member('remove'), both)).toEqual(['translated']);
  });

  test('lets what an operator has announced go', async () => {
    await memberships(5);
    await announce(session(), {
      ...{ direction: 'revocations', count: 2, by: 'grace' },
      until: new Date(translation.clock.now() + hour).toISOString(),
    });
    translation.clock.advance(minute);
    expect(outcomesOf(await translation.walk({ by }))).toEqual({ 'translated decided-anew': 5 });
  });

  test('is counted as a whole, though the time is up between two pages', async () => {
    await memberships(5);
    const [walk] = (await translation.takeLooks()).walks;
    const advance = async () => translation.clock.advance(1.5 * minute);
    const walkOn = () => translation.walkOn(walk ?? {}, { by });
    // The page that counts is the only one.
    await withBetween(parts.dynamodb, 0, advance, walkOn, 'ScanCommand');
    expect(await translation.takeLooks()).toEqual({ looks: [], walks: [{ ...walk, isCounted: true }] });
    await translation.walkOn({ ...walk, isCounted: true }, { by });
    expect(outcomesOf(await translation.walk({ by }))).toEqual({ 'quarantined decided-anew': 5 });
  });

  test.each([false, true])(
    'takes access from none after a crash at any effect (after the effect: %s)',
    async (after) => {
      const strict = { by: policy({ rules, on: revoking, safeguard: { revocations: { people: 1, percent: 0 } } }) };
      for (let number = 0; ; number++) {
        translation = await Translation.create(parts);
        await memberships(2, strict);
        const isCrashed = await withCrash(parts, number, after, async () => {
          await translation.walk(strict);
        });
        translation.clock.advance(hour);
        await translation.look(strict);
        expect((await decided()).filter((words) => !words.includes('germany'))).toEqual([]);
        expect((await sets()).map(({ people }) => people.length)).toEqual([2]);
        if (isCrashed) continue;
        expect(number).toBeGreaterThan(5);
        break;
      }
    },
  );
});
