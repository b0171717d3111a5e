/** What becomes of the access of many people at once, with the thresholds that hold where the policy says nothing. */
import { beforeEach, describe, expect, test } from '@jest/globals';
import { policy, revoking } from '../../fuzz/fixtures/policies.ts';
import { bulk, patch, user } from '../../fuzz/fixtures/scim.ts';
import type { Policy } from '../../lib/policy/policy.ts';
import { slicesOf } from '../../lib/slices.ts';
import { chosenPeople, readQuarantines, release } from '../../operator/safeguard/quarantine.ts';
import { Clock } from '../clock.ts';
import { Operator } from '../lib/translation/applying.ts';
import { modelAws } from '../lib/translation/model-aws.ts';
import { said } from '../lib/translation/said.ts';
import { type AwsParts, day, minute, Translation } from '../lib/translation/translation.ts';
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

const clock = new Clock();
const aws = modelAws(clock.now);
let translation: Translation;
beforeEach(async () => {
  translation = await Translation.create(aws, clock);
});

/** One message about everybody, in which the source says the same of each. */
function saidOfAll(type: string, people: readonly string[], about: object = {}, of = translation) {
  return people.map((login) => said(of.clock, type, { user: { ...userOf(login), ...about } }, 10));
}

/** In messages of the most events that one may carry. */
async function deliverOfAll(by: Policy, ...[type, people, about]: Parameters<typeof saidOfAll>): Promise<void> {
  for (const some of slicesOf(people, 1000)) await translation.deliver(saidOfAll(type, some, about), { by });
}

async function inBilling(count: number): Promise<readonly string[]> {
  const people = logins(count);
  await deliverOfAll(unguarded, 'user.joined', people, { department: 'Billing' });
  expect(await translation.decided()).toHaveLength(count);
  return people;
}

/** What ended for whom. */
const ended = async () =>
  (await translation.decided()).filter((decision) => decision.ended.length > 0 || decision.hasLeft);

const sessionOf = ({ settings, clock: { now } }: Translation, { dynamodb }: Pick<AwsParts, 'dynamodb'>) => ({
  ...{ aws: { dynamodb }, now },
  stack: { stage: 'local', people: settings.people },
});
const sets = async () =>
  (await readQuarantines(sessionOf(translation, aws), () => undefined)).map((set) => ({
    ...set,
    size: set.people.length,
  }));

/** Of a rule, a reorganisation, and a large group. */
const many = { ruled: 500, moved: 300, grouped: 500 };

describe('many people hold a rule', () => {
  test('it is removed: nothing ends before the policy is applied, and then it waits for an operator', async () => {
    const people = await inBilling(many.ruled);
    const operator = new Operator(aws, translation);
    await operator.apply(usual);
    const removed = withRules([]);
    const container = translation.container(removed);
    await translation.walk({ container });
    await translation.deliver(saidOfAll('user.changed', people, { title: 'Clerk' }), { container });
    translation.clock.advance(30 * day);
    await translation.look({ container });
    expect(await ended()).toEqual([]);
    expect(await sets()).toEqual([]);
    await operator.applyWithPreview(removed);
    translation.clock.advance(2 * minute);
    await translation.walk({ container });
    expect(await ended()).toEqual([]);
    expect(await sets()).toMatchObject([{ direction: 'revocations', size: many.ruled }]);
  });

  test('it is renamed: nothing ends', async () => {
    await inBilling(many.ruled);
    const renamed = withRules([{ ...billing, id: 'billing-team' }]);
    await new Operator(aws, translation).apply(renamed);
    await translation.walk({ container: translation.container(renamed) });
    const decisions = await translation.decided();
    expect(decisions.map(({ assignments }) => assignments)).toEqual(
      Array.from({ length: many.ruled }, () => ['france']),
    );
    expect(await sets()).toEqual([]);
  });
});

test('a reorganisation moves many people, and moves them back within the grace: nobody loses anything', async () => {
  const people = await inBilling(many.moved);
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
  await inBilling(many.ruled);
  const operator = new Operator(aws, translation);
  await operator.apply(usual);
  const typo = withRules([billing, { id: 'all', when: { department: [{ prefix: 'B' }] }, grant: ['japan'] }]);
  await operator.applyWithPreview(typo);
  translation.clock.advance(2 * minute);
  await translation.walk({ container: translation.container(typo) });
  expect((await translation.decided()).filter(({ assignments }) => assignments.includes('japan'))).toEqual([]);
  expect(await sets()).toMatchObject([{ direction: 'grants', size: many.ruled }]);
});

test('a large group is deleted by mistake: nobody loses anything before an operator says so', async () => {
  const byGroup = (others: object = {}) =>
    withRules([{ id: 'group', when: { groups: ['g-1'] }, grant: ['japan'] }], others);
  const ids = Array.from({ length: many.grouped }, (_, index) => `u-${index}`);
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
  expect(await translation.decided()).toHaveLength(many.grouped);
  translation.clock.advance(minute);
  await translation.deliver(bulk({ method: 'DELETE', path: '/Groups/g-1' }), { by: byGroup() });
  await translation.walk({ by: byGroup() });
  expect(await ended()).toEqual([]);
  expect(await sets()).toMatchObject([{ direction: 'revocations', size: many.grouped }]);
});

/** More than one message may carry, and more than a sweep looks at. */
const leavers = 2000;

test('HR calls everybody of a large company leavers at once: nobody loses anything, and a release lets all of them go', async () => {
  const people = await inBilling(leavers);
  await deliverOfAll(usual, 'user.left', people);
  expect(await ended()).toEqual([]);
  expect(await sets()).toMatchObject([{ direction: 'revocations', size: leavers }]);
  const [set] = await readQuarantines(sessionOf(translation, aws), () => undefined);
  if (set === undefined) throw new Error('nobody waits');
  await release(sessionOf(translation, aws), set, { by: 'grace' });
  translation.clock.advance(minute);
  while ((await translation.duePeople()).length > 0) await translation.look({ by: usual });
  expect(await ended()).toHaveLength(leavers);
  expect(await sets()).toEqual([]);
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
  const [set] = await readQuarantines(sessionOf(heard, parts), () => undefined);
  if (set === undefined) throw new Error('nobody waits');
  // They may have left: what is requested for them waits too.
  expect(await service.request('p1@example.com', 'germany')).toBe('superseded');
  expect(await service.request('p20@example.com', 'germany')).toBe('superseded');
  await release(sessionOf(heard, parts), set, { by: 'grace', only: chosenPeople(set, five) });
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
