/** A new policy decides nothing until an operator applies it. Then it decides about everybody. */
import { UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { entities, policy, revoking } from '../../../fuzz/fixtures/policies.ts';
import { bulk, patch, user } from '../../../fuzz/fixtures/scim.ts';
import type { Policy } from '../../../lib/policy/policy.ts';
import { policyHash } from '../../../lib/policy/policy-hash.ts';
import { announce } from '../../../operator/safeguard/expectation.ts';
import { readQuarantines, release } from '../../../operator/safeguard/quarantine.ts';
import { Operator } from './applying.ts';
import { withBetween } from './between.ts';
import { translationEffects, withCrash } from './crash.ts';
import { said } from './said.ts';
import { minute, Translation } from './translation.ts';
import { useAwsParts } from './use-aws-parts.ts';

const parts = useAwsParts();

const billing = { id: 'billing', when: { department: ['Billing'] }, grant: ['france'] };
const staff = { id: 'staff', when: { groups: ['staff'] }, grant: ['germany'] };
const withRules = (rules: readonly object[], others: object = {}) =>
  policy({ rules, on: revoking, safeguard: 'off', ...others });
const old = withRules([billing, staff]);
const withoutBilling = withRules([staff]);
const { france: _, ...withoutFrance } = entities;

let translation: Translation;
let operator: Operator;
beforeEach(async () => {
  translation = await Translation.create(parts);
  operator = new Operator(parts, translation);
});

const logins = (count: number) => Array.from({ length: count }, (_, index) => `p${index + 1}@example.com`);

/** An event about one person, a second after the one before. */
function says(change: string, userName: string, others: object = {}, more: object = {}) {
  const user = { userName, id: `id of ${userName}`, ...others };
  return said(translation.clock, change, { user, ...more }, 1000);
}

/** People in Billing, whom the stage knows by the policy in force. */
async function inBilling(count: number, deployed: Policy = old): Promise<readonly string[]> {
  const people = logins(count);
  const events = people.map((login) => says('user.joined', login, { department: 'Billing' }));
  await translation.deliver(events, { container: translation.container(deployed) });
  await translation.decided();
  return people;
}

/** What was decided about whom since, in words. */
const decided = async () =>
  (await translation.decided())
    .map(({ username, assignments, ended }) =>
      [username.split('@')[0], ...assignments.map((name) => `+${name}`), ...ended.map((name) => `-${name}`)].join(' '),
    )
    .toSorted();

const outcomesOf = (all: readonly string[]) =>
  Object.fromEntries(Object.entries(Object.groupBy(all, (one) => one)).map(([name, ones = []]) => [name, ones.length]));

const safeguardSession = () => ({
  aws: { dynamodb: parts.dynamodb },
  stack: { stage: 'local', people: translation.settings.people },
  now: translation.clock.now,
});
const sets = () => readQuarantines(safeguardSession(), () => undefined);

/** Another release has stored the policy in force. */
async function storeInOtherForm(): Promise<void> {
  const command = new UpdateItemCommand({
    TableName: translation.settings.people,
    Key: marshall({ identity: 'policy:in-force' }),
    UpdateExpression: 'SET #packaged = :packaged',
    ExpressionAttributeNames: { '#packaged': 'packaged' },
    ExpressionAttributeValues: marshall({ ':packaged': new Uint8Array([1, 2, 3]) }),
  });
  await parts.dynamodb.send(command);
}

describe('a deployment with another policy', () => {
  test('changes no decision before the policy is applied, and all after', async () => {
    const [ada = '', ...others] = await inBilling(3);
    const deployed = translation.container(withRules([{ ...billing, grant: ['japan'] }]));
    const touched = says('user.changed', ada, { department: 'Billing' });
    expect(await translation.deliver(touched, { container: deployed })).toEqual(['ignored no-change']);
    const newcomer = says('user.joined', 'new@example.com', { department: 'Billing' });
    await translation.deliver(newcomer, { container: deployed });
    expect(await decided()).toEqual(['new +france', 'p1 +france']);

    await operator.apply(withRules([{ ...billing, grant: ['japan'] }]));
    expect(outcomesOf(await translation.walk({ container: deployed }))).toEqual({ 'translated policy-applied': 4 });
    const all = [ada, ...others, 'new@example.com'].map((login) => `${login.split('@')[0]} +japan -france`);
    expect(await decided()).toEqual(all.toSorted());
  });

  test('is told of once in a process, and not where it is the policy in force', async () => {
    await inBilling(1);
    const told = () => translation.lines.filter((line) => line.includes('policy not applied'));
    const [same, other] = [translation.container(old), translation.container(withoutBilling)];
    for (const container of [same, other, other]) {
      translation.clock.advance(2 * minute);
      await translation.look({ container });
      await translation.deliver(says('user.changed', 'p1@example.com'), { container });
    }
    expect(told().map((line) => JSON.parse(line))).toEqual([
      { what: 'policy not applied', deployed: policyHash(withoutBilling), inForce: policyHash(old) },
    ]);
  });
});

describe('a rule that many hold', () => {
  test('ends nothing when it is removed, until that is applied', async () => {
    const people = await inBilling(8);
    const deployed = translation.container(withoutBilling);
    await translation.deliver(
      people.map((login) => says('user.changed', login)),
      { container: deployed },
    );
    translation.clock.advance(24 * 60 * minute);
    await translation.look({ container: deployed });
    expect(new Set(await decided())).toEqual(new Set(people.map((login) => `${login.split('@')[0]} +france`)));

    await operator.apply(withoutBilling);
    expect(outcomesOf(await translation.walk({ container: deployed }))).toEqual({ 'translated policy-applied': 8 });
    expect(new Set(await decided())).toEqual(new Set(people.map((login) => `${login.split('@')[0]} -france`)));
    const line = translation.lines.map((one) => JSON.parse(one)).findLast(({ revoked }) => revoked !== undefined);
    expect(line).toMatchObject({ change: 'policy-applied', revoked: ['france'], endedBy: ['billing'] });
  });

  test('ends nothing when it is renamed and that is applied', async () => {
    await inBilling(8);
    await operator.apply(withRules([{ ...billing, id: 'finance' }, staff]));
    await translation.walk({ container: translation.container(old) });
    expect(new Set((await decided()).map((one) => one.split(' ')[1]))).toEqual(new Set(['+france']));
    const [login = ''] = logins(1);
    const container = translation.container(old);
    await translation.deliver(says('user.changed', login, { department: 'Sales' }), { container });
    expect(await decided()).toEqual(['p1 -france']);
  });

  test.each([
    ['is removed', entities],
    ['is removed with its entity', withoutFrance],
  ])('that %s is only reported where the policy says so, and once', async (_, named) => {
    await inBilling(2);
    const on = { ...revoking, ruleNoLongerMatches: 'report' };
    const reporting = withRules([staff], { entities: named, on });
    const container = translation.container(reporting);
    await operator.apply(reporting);
    expect(outcomesOf(await translation.walk({ container }))).toEqual({ 'ignored report-only': 2 });
    expect(await decided()).toEqual(['p1 +france', 'p2 +france']);
    const joined = says('group.member-added', 'p1@example.com', {}, { group: 'staff' });
    await translation.deliver(joined, { container });
    expect(await decided()).toEqual(['p1 +france +germany']);
    await operator.apply(reporting);
    expect(outcomesOf(await translation.walk({ container }))).toEqual({ 'translated sent-again': 2 });
    expect(await decided()).toEqual(['p1 +france +germany', 'p2 +france']);
  });
});

test('access to an entity that the policy names no more ends when it is applied, not before', async () => {
  await inBilling(1);
  const next = withRules([staff], { entities: withoutFrance });
  const container = translation.container(next);
  await translation.deliver(says('user.changed', 'p1@example.com', { department: 'Sales' }), { container });
  expect(await decided()).toEqual(['p1 -france']);
  await translation.deliver(says('user.changed', 'p1@example.com', { department: 'Billing' }), { container });
  expect(await decided()).toEqual(['p1 +france']);

  await operator.apply(next);
  translation.clock.advance(minute);
  await translation.deliver(says('user.changed', 'p1@example.com', { department: 'Sales' }), { container });
  expect(await decided()).toEqual(['p1 +france']);
  await translation.walk({ container });
  expect(await decided()).toEqual(['p1 -france']);
});

describe('a person whom the walk has marked', () => {
  const mark = async (deployed: Policy = old) => {
    await inBilling(1);
    await operator.apply(withoutBilling);
    const container = translation.container(deployed);
    const { walks } = await translation.takeLooks();
    for (const walk of walks) await translation.walkOn(walk, { container });
    return container;
  };

  test('is decided by the applied policy, though an event comes between', async () => {
    const container = await mark();
    await translation.deliver(says('user.changed', 'p1@example.com', { title: 'Dr' }), { container });
    await translation.deliver(says('group.member-added', 'p1@example.com', {}, { group: 'staff' }), { container });
    expect(await decided()).toEqual(['p1 +france', 'p1 +france +germany']);
    expect(await translation.look({ container })).toEqual(['translated policy-applied']);
    expect(await decided()).toEqual(['p1 +germany -france']);
  });

  test('is decided by it in a process that still knows the policy before', async () => {
    await inBilling(1);
    const container = translation.container(old);
    await translation.deliver(says('user.changed', 'p1@example.com'), { container });
    await operator.apply(withoutBilling);
    expect(await translation.walk({ container })).toContain('translated policy-applied');
    expect(await decided()).toEqual(['p1 +france', 'p1 -france']);
  });

  test('is decided about the end of a group first, then by the policy', async () => {
    const byGroup = { ...staff, when: { groups: ['g-1'] } };
    const container = translation.container(withRules([billing, byGroup]));
    const request = (method: string, path: string, data?: object) => {
      translation.clock.advance(minute);
      return translation.deliver(bulk({ method, path, ...(data && { data }) }), { container });
    };
    await request('PUT', '/Users/u-1', user({ id: 'u-1', emails: undefined, groups: undefined }));
    await request('PATCH', '/Groups/g-1', patch({ op: 'add', path: 'members', value: [{ value: 'u-1' }] }));
    await request('DELETE', '/Groups/g-1');
    await translation.decided();
    await operator.apply(withRules([byGroup], { on: { ...revoking, ruleNoLongerMatches: 'report' } }));
    const { walks } = await translation.takeLooks();
    for (const walk of walks) await translation.walkOn(walk, { container });
    expect(await translation.look({ container })).toEqual(['translated decided-anew']);
    expect(await decided()).toEqual(['ada +france -germany']);
    expect(await translation.look({ container })).toEqual(['ignored report-only']);
    expect(await decided()).toEqual(['ada +france -germany']);
  });

  test('is not written if they have left: they would be remembered longer', async () => {
    const [login = ''] = await inBilling(1);
    await translation.deliver(says('user.left', login), { container: translation.container(old) });
    await translation.decided();
    await operator.apply(withoutBilling);
    const { walks } = await translation.takeLooks();
    for (const walk of walks) await translation.walkOn(walk, { container: translation.container(old) });
    expect((await translation.takeLooks()).looks).toEqual([]);
  });
});

test('the walk of a policy is over once another one is applied', async () => {
  await inBilling(1);
  await operator.apply(withoutBilling);
  const { walks } = await translation.takeLooks();
  await operator.apply(old);
  for (const walk of walks) {
    expect(await translation.walkOn(walk, { container: translation.container(old) })).toBe(true);
  }
  const left = await translation.takeLooks();
  expect({ looks: left.looks.length, walks: left.walks }).toEqual({ looks: 0, walks: [{ policy: policyHash(old) }] });
});

describe('the safeguard', () => {
  const thresholds = { revocations: { people: 3, percent: 0, percentADay: 0 }, grants: { people: 4, percent: 0 } };
  const inWords = async () =>
    (await sets()).map(({ cause, direction, people }) => `${direction} ${cause} ${people.length}`);

  test('keeps a typo that would grant many waiting, under the policy as the cause', async () => {
    await inBilling(12);
    const typo = withRules([billing, { id: 'all', when: { department: [{ prefix: 'B' }] }, grant: ['japan'] }], {
      safeguard: thresholds,
    });
    await operator.applyWithPreview(typo);
    const container = translation.container(typo);
    expect(outcomesOf(await translation.walk({ container }))).toEqual({ 'quarantined policy-applied': 12 });
    expect(await inWords()).toEqual([`grants policy ${policyHash(typo).slice(0, 10)} 12`]);
    // The operator puts the policy before in force again: nobody waits for anything any more.
    await operator.apply(old);
    translation.clock.advance(minute);
    await translation.walk({ container });
    expect(await sets()).toEqual([]);
  });

  test('lets through what an operator has announced, and what is below the threshold', async () => {
    await inBilling(4);
    await announce(safeguardSession(), {
      ...{ direction: 'revocations', count: 1, by: 'grace' },
      until: new Date(translation.clock.now() + 60 * minute).toISOString(),
    });
    const next = withRules([staff], { safeguard: thresholds });
    await operator.applyWithPreview(next);
    const container = translation.container(next);
    expect(outcomesOf(await translation.walk({ container }))).toEqual({ 'translated policy-applied': 4 });
  });

  test('keeps everybody waiting where more people change than were announced', async () => {
    await inBilling(8);
    await announce(safeguardSession(), {
      ...{ direction: 'revocations', count: 4, by: 'grace' },
      until: new Date(translation.clock.now() + 60 * minute).toISOString(),
    });
    const next = withRules([staff], { safeguard: thresholds });
    await operator.applyWithPreview(next);
    const container = translation.container(next);
    expect(outcomesOf(await translation.walk({ container }))).toEqual({ 'quarantined policy-applied': 8 });
  });

  test('keeps everybody waiting where the day has no room for all of them', async () => {
    const guarded = withRules([billing, staff], { safeguard: thresholds });
    const [p1 = '', p2 = '', ...others] = await inBilling(4, guarded);
    const container = translation.container(guarded);
    for (const login of [p1, p2]) await translation.deliver(says('user.left', login), { container });
    translation.clock.advance(2 * 60 * minute);
    const next = withRules([staff], { safeguard: thresholds });
    await operator.applyWithPreview(next);
    const waiting = { 'quarantined policy-applied': others.length };
    expect(outcomesOf(await translation.walk({ container: translation.container(next) }))).toEqual(waiting);
  });

  test('keeps the end of a rule waiting, through other events, until an operator releases it', async () => {
    await inBilling(8);
    const next = withRules([staff], { safeguard: thresholds });
    await operator.apply(next);
    const container = translation.container(next);
    await translation.walk({ container });
    expect(await inWords()).toEqual([`revocations policy ${policyHash(next).slice(0, 10)} 5`]);
    const [set] = await sets();
    if (set === undefined) throw new Error('no set');
    await translation.decided();
    const [{ person } = { person: undefined }] = set.people;
    const login = person?.logins[0]?.login ?? '';
    await translation.deliver(says('group.member-added', login, {}, { group: 'staff' }), { container });
    expect(await decided()).toEqual([`${login.split('@')[0]} +france +germany`]);
    translation.clock.advance(25 * 60 * minute);
    await translation.look({ container });
    expect((await sets())[0]?.people).toHaveLength(5);
    await translation.decided();

    await release(safeguardSession(), set, { by: 'arn:aws:iam::000000000000:user/grace' });
    await translation.look({ container });
    expect(await sets()).toEqual([]);
    expect((await decided()).filter((one) => one.endsWith('-france'))).toHaveLength(5);
  });
});

describe('applying', () => {
  test('cut off anywhere leaves nothing applied, or has everybody walked on a repeat', async () => {
    for (const after of [false, true]) {
      for (let number = 0; ; number += 1) {
        translation = await Translation.create(parts);
        operator = new Operator(parts, translation);
        await inBilling(1);
        const work = async () => {
          await operator.apply(withoutBilling).catch(() => undefined);
          await translation.walk({ container: translation.container(old) }).catch(() => undefined);
        };
        const crashed = await withCrash(parts, number, after, work, [...translationEffects, 'SendMessageCommand']);
        if (!crashed) {
          // Putting it in force, the walk, and the mark, the look and the decision of a person.
          expect(number).toBe(2 + 1 + 1 + 2);
          break;
        }
        const isApplied = (await operator.inForce())?.hash === policyHash(withoutBilling);
        await translation.decided();
        if (!isApplied) expect(await translation.takeLooks()).toEqual({ looks: [], walks: [] });
        await operator.apply(withoutBilling);
        await translation.walk({ container: translation.container(old) });
        translation.clock.advance(10 * minute);
        await translation.look({ container: translation.container(old) });
        expect(new Set(await decided())).toEqual(new Set(['p1 -france']));
      }
    }
  });

  test('what is in force already decides about everybody anew, and stays who applied it', async () => {
    await inBilling(1);
    const first = await operator.apply(withoutBilling);
    await translation.takeLooks();
    const again = await new Operator(parts, translation, 'hedy').apply(withoutBilling);
    expect(again).toEqual(first);
    expect((await translation.takeLooks()).walks).toEqual([{ policy: policyHash(withoutBilling) }]);
  });

  test('by two operators at once succeeds for one of them', async () => {
    await inBilling(1);
    const other = withRules([{ ...billing, grant: ['japan'] }]);
    const seen = await operator.inForce();
    await operator.apply(withoutBilling, seen);
    await translation.takeLooks();
    await expect(new Operator(parts, translation, 'hedy').apply(other, seen)).rejects.toThrow(
      'Another policy was applied in the meantime, by arn:aws:iam::000000000000:user/grace. Nothing was done.',
    );
    expect((await operator.inForce())?.hash).toBe(policyHash(withoutBilling));
    expect(await translation.takeLooks()).toEqual({ looks: [], walks: [] });
  });

  test('succeeds though the answer of DynamoDB is lost', async () => {
    await inBilling(1);
    const seen = await operator.inForce();
    await withCrash(parts, 0, true, async () => {
      await operator.apply(withoutBilling, seen).catch(() => undefined);
    });
    expect((await operator.apply(withoutBilling, seen)).hash).toBe(policyHash(withoutBilling));
  });

  test('refuses a policy that is too long, with what to do', async () => {
    // Of numbers, little can be compressed.
    const numbers = (seed: number) => Array.from({ length: 12_000 }, (_, index) => String(Math.sin(seed + index)));
    const rules = [0, 1, 2, 3, 4, 5].map((rule) => ({
      ...billing,
      id: `r${rule}`,
      when: { department: numbers(rule * 12_000) },
    }));
    const huge = { ...old, rules };
    await expect(operator.apply(huge)).rejects.toThrow(/The policy is too long to be stored: \d+ bytes .* Put rules/);
    expect(await operator.inForce()).toBeUndefined();
  });
});

describe('the policy in force', () => {
  const joins = (login: string) => says('user.joined', login, { department: 'Billing' });

  test('is the one that the first process had deployed, of two that begin at once', async () => {
    const [one, other] = [translation.container(old), translation.container(withoutBilling)];
    const happened = await withBetween(
      parts.dynamodb,
      0,
      () => translation.deliver(joins('b@example.com'), { container: other }),
      () => translation.deliver(joins('a@example.com'), { container: one }),
      'UpdateItemCommand',
    );
    expect(happened).toBe(true);
    expect(await operator.inForce()).toMatchObject({
      ...{ hash: policyHash(withoutBilling), sequence: 1, appliedBy: 'deployment' },
    });
    expect(await decided()).toEqual([]);
  });

  test('is read again after a minute, and once until then', async () => {
    const container = translation.container(old);
    await translation.deliver(joins('a@example.com'), { container });
    await operator.apply(withoutBilling);
    translation.clock.advance(minute - 3000);
    await translation.deliver(joins('b@example.com'), { container });
    translation.clock.advance(2000);
    await translation.deliver(joins('c@example.com'), { container });
    expect(await decided()).toEqual(['a +france', 'b +france']);
  });

  test('holds without any deployed policy', async () => {
    const container = translation.container();
    expect(await translation.deliver(joins('a@example.com'), { container })).toEqual(['retry no-policy']);
    await operator.apply(old);
    expect(await translation.look({ container })).toEqual([]);
    translation.clock.advance(minute);
    await translation.deliver(joins('a@example.com'), { container });
    expect(await decided()).toEqual(['a +france']);
  });

  test('in the form of another release has messages tried again until a policy is applied', async () => {
    await inBilling(1);
    await storeInOtherForm();
    const container = translation.container(withoutBilling);
    for (const _ of [1, 2]) {
      expect(await translation.deliver(joins('a@example.com'), { container })).toEqual(['retry bad-policy']);
    }
    const last = JSON.parse(translation.lines.at(-1) ?? '');
    expect(last.detail).toContain('Run zuora-access policy apply');
    expect(translation.lines.filter((line) => line.includes('policy not applied'))).toHaveLength(1);
    await operator.apply(withoutBilling);
    expect(outcomesOf(await translation.walk({ container }))).toEqual({ 'translated policy-applied': 1 });
  });

  test('in the form of another release is known to a process that has the same one deployed', async () => {
    await inBilling(1);
    await storeInOtherForm();
    await translation.deliver(joins('a@example.com'), { container: translation.container(old) });
    expect(await decided()).toEqual(['a +france']);
    const before = (await operator.inForce())?.sequence;
    await operator.apply(old);
    expect((await operator.inForce())?.sequence).toBe((before ?? 0) + 1);
  });
});
