/** What becomes of the access of many people at once, with the thresholds that hold where the policy says nothing. */
import { beforeEach, describe, expect, test } from '@jest/globals';
import { policy, revoking } from '../../fuzz/fixtures/policies.ts';
import { bulk, patch, user } from '../../fuzz/fixtures/scim.ts';
import { chosenPeople, readQuarantines, release } from '../../operator/safeguard/quarantine.ts';
import { Operator } from '../lib/translation/applying.ts';
import { said } from '../lib/translation/said.ts';
import { day, minute, Translation } from '../lib/translation/translation.ts';
import { useServiceParts, useWholeService } from './use-whole-service.ts';

const parts = useServiceParts();
const begin = useWholeService(parts);

const billing = { id: 'billing', when: { department: ['Billing'] }, grant: ['france'] };
const withRules = (rules: readonly object[], others: object = {}) =>
  policy({ rules, on: revoking, grace: 'P7D', ...others });
const usual = withRules([billing]);
/** For the time in which the service gets to know everybody. */
const unguarded = withRules([billing], { safeguard: 'off' });

const logins = (count: number) => Array.from({ length: count }, (_, index) => `p${index + 1}@example.com`);
const userOf = (userName: string) => ({ userName, id: `id of ${userName}` });

let translation: Translation;
beforeEach(async () => {
  translation = await Translation.create(parts);
});

/** One message about everybody, in which the source says the same of each. */
function saidOfAll(type: string, people: readonly string[], about: object = {}, of = translation) {
  return people.map((login) => said(of.clock, type, { user: { ...userOf(login), ...about } }, 10));
}

async function inBilling(count: number): Promise<readonly string[]> {
  const people = logins(count);
  await translation.deliver(saidOfAll('user.joined', people, { department: 'Billing' }), { by: unguarded });
  expect(await translation.decided()).toHaveLength(count);
  return people;
}

/** What ended for whom. */
const ended = async () =>
  (await translation.decided()).filter((decision) => decision.ended.length > 0 || decision.hasLeft);

const sessionOf = ({ settings, clock }: Translation) => ({
  aws: { dynamodb: parts.dynamodb },
  stack: { stage: 'local', people: settings.people },
  now: clock.now,
});
const sets = async () =>
  (await readQuarantines(sessionOf(translation), () => undefined)).map((set) => ({ ...set, size: set.people.length }));

/** Many more than may change by one cause. */
const many = 60;

describe('many people hold a rule', () => {
  test('it is removed: nothing ends before the policy is applied, and then it waits for an operator', async () => {
    const people = await inBilling(many);
    const operator = new Operator(parts, translation);
    await operator.apply(usual);
    const removed = withRules([]);
    const container = translation.container(removed);
    await translation.walk({ container });
    await translation.deliver(saidOfAll('user.changed', people, { title: 'Clerk' }), { container });
    translation.clock.advance(30 * day);
    await translation.look({ container });
    expect(await ended()).toEqual([]);
    expect(await sets()).toEqual([]);
    await operator.apply(removed);
    translation.clock.advance(2 * minute);
    await translation.walk({ container });
    const gone = await ended();
    expect(await sets()).toMatchObject([{ direction: 'revocations', size: many - gone.length }]);
    expect(gone.length).toBeLessThanOrEqual(10);
  });

  test('it is renamed: nothing ends', async () => {
    await inBilling(many);
    const renamed = withRules([{ ...billing, id: 'billing-team' }]);
    await new Operator(parts, translation).apply(renamed);
    await translation.walk({ container: translation.container(renamed) });
    const decisions = await translation.decided();
    expect(decisions.map(({ assignments }) => assignments)).toEqual(Array.from({ length: many }, () => ['france']));
    expect(await sets()).toEqual([]);
  });
});

test('a reorganisation moves many people, and moves them back within the grace: nobody loses anything', async () => {
  const people = await inBilling(many);
  const by = usual;
  await translation.deliver(saidOfAll('user.changed', people, { department: 'Sales' }), { by });
  translation.clock.advance(3 * day);
  await translation.look({ by });
  await translation.deliver(saidOfAll('user.changed', people, { department: 'Billing' }), { by });
  translation.clock.advance(30 * day);
  await translation.look({ by });
  expect(await ended()).toEqual([]);
  expect(await sets()).toEqual([]);
});

test('a policy with a typo would give many people more: it waits for an operator', async () => {
  await inBilling(many);
  const operator = new Operator(parts, translation);
  await operator.apply(usual);
  const typo = withRules([billing, { id: 'all', when: { department: [{ prefix: 'B' }] }, grant: ['japan'] }]);
  await operator.applyWithPreview(typo);
  translation.clock.advance(2 * minute);
  await translation.walk({ container: translation.container(typo) });
  expect((await translation.decided()).filter(({ assignments }) => assignments.includes('japan'))).toEqual([]);
  expect(await sets()).toMatchObject([{ direction: 'grants', size: many }]);
});

test('a large group is deleted by mistake: nobody loses anything before an operator says so', async () => {
  const byGroup = (others: object = {}) =>
    withRules([{ id: 'group', when: { groups: ['g-1'] }, grant: ['japan'] }], others);
  const ids = Array.from({ length: many }, (_, index) => `u-${index}`);
  const users = ids.map((id) => ({
    ...{ method: 'PUT', path: `/Users/${id}` },
    data: user({ id, userName: `${id}@example.com`, externalId: `x-${id}`, emails: undefined, groups: undefined }),
  }));
  const value = ids.map((id) => ({ value: id }));
  const added = { method: 'PATCH', path: '/Groups/g-1', data: patch({ op: 'add', path: 'members', value }) };
  for (const operations of [users, [added]]) {
    translation.clock.advance(minute);
    await translation.deliver(bulk(...operations), { by: byGroup({ safeguard: 'off' }) });
  }
  expect(await translation.decided()).toHaveLength(many);
  translation.clock.advance(minute);
  await translation.deliver(bulk({ method: 'DELETE', path: '/Groups/g-1' }), { by: byGroup() });
  await translation.walk({ by: byGroup() });
  const gone = await ended();
  expect(gone.length).toBeLessThanOrEqual(10);
  expect(await sets()).toMatchObject([{ direction: 'revocations', size: many - gone.length }]);
});

test('of 20 people whom HR calls leavers by mistake, the five who have left are out within minutes', async () => {
  const service = await begin(usual);
  const { translation: heard } = service;
  const people = logins(20);
  const [five, others] = [people.slice(0, 5), people.slice(5)];
  await service.addUsers(...people);
  await service.hear(saidOfAll('user.joined', people, { department: 'Billing' }, heard));
  await service.hear(saidOfAll('user.left', people, {}, heard));
  expect(await service.accessOf('p1@example.com')).toEqual(['france']);
  const [set] = await readQuarantines(sessionOf(heard), () => undefined);
  if (set === undefined) throw new Error('nobody waits');
  // They may have left: what is requested for them waits too.
  expect(await service.request('p1@example.com', 'germany')).toBe('superseded');
  expect(await service.request('p20@example.com', 'germany')).toBe('superseded');
  await release(sessionOf(heard), set, { by: 'grace', only: chosenPeople(set, five) });
  await service.pass(3 * minute);
  const accessOf = (some: readonly string[]) => Promise.all(some.map((login) => service.accessOf(login)));
  expect(await accessOf(five)).toEqual(five.map(() => []));
  expect(await accessOf(others)).toEqual(others.map(() => ['france']));
  await service.hear(saidOfAll('user.joined', others, { department: 'Billing' }, heard));
  await service.pass(day);
  expect(await accessOf(five)).toEqual(five.map(() => []));
  const last = others.at(-1);
  expect(await accessOf(others)).toEqual(others.map((login) => (login === last ? ['france', 'germany'] : ['france'])));
  expect(await service.undoneDenials()).toEqual([]);
});
