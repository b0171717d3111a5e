/** Groups that are deleted, or whose members are replaced: everybody who was in them is decided anew. */
import { beforeEach, describe, expect, test } from '@jest/globals';
import { policy, revoking } from '../../../fuzz/fixtures/policies.ts';
import { bulk, patch, user } from '../../../fuzz/fixtures/scim.ts';
import { plain, workos, workosUser } from '../../../fuzz/fixtures/vendors.ts';
import { groupKey } from '../../../lib/people/known-group.ts';
import { withBetween } from './between.ts';
import { withCrash } from './crash.ts';
import { minute, Translation } from './translation.ts';
import { useAwsParts } from './use-aws-parts.ts';

const parts = useAwsParts();

let translation: Translation;
beforeEach(async () => {
  translation = await Translation.create(parts);
});

const by = policy({
  rules: [{ id: 'group', when: { groups: ['g-1'] }, grant: ['japan'] }],
  on: revoking,
  safeguard: 'off',
});
const options = { by };
const names = (count: number) => Array.from({ length: count }, (_, index) => `u-${index}`);

/** Requests of one message, a minute after the one before. */
function request(...operations: { method: string; path: string; data?: object }[]) {
  translation.clock.advance(minute);
  return bulk(...operations);
}

const users = (ids: readonly string[]) =>
  request(
    ...ids.map((id) => ({
      method: 'PUT',
      path: `/Users/${id}`,
      data: user({ id, userName: `${id}@example.com`, externalId: `x-${id}`, emails: undefined, groups: undefined }),
    })),
  );
const members = (op: 'add' | 'replace' | 'remove', ids: readonly string[]) =>
  request({
    method: 'PATCH',
    path: '/Groups/g-1',
    data: patch({ op, path: 'members', value: ids.map((value) => ({ value })) }),
  });
const deletion = () => request({ method: 'DELETE', path: '/Groups/g-1' });

/** The newest decision about each person who is to have the entity of the group. */
async function whoHasAccess(): Promise<readonly string[]> {
  for (const { username, assignments } of await translation.decided()) access.set(username, assignments.length > 0);
  return [...access].flatMap(([username, has]) => (has ? [username.split('@', 1)[0] ?? ''] : [])).toSorted();
}

const access = new Map<string, boolean>();
beforeEach(() => access.clear());

/** Everybody is known and in the group. */
async function fill(ids: readonly string[]): Promise<void> {
  await translation.deliver(users(ids), options);
  await translation.deliver(members('add', ids), options);
}

describe('a deleted group', () => {
  test('takes everybody out, however many pages they fill; who is added again afterwards stays', async () => {
    const all = names(50);
    await fill(all);
    expect(await whoHasAccess()).toEqual(all.toSorted());
    expect(await translation.deliver(deletion(), options)).toEqual(['translated group-deleted']);
    await translation.deliver(members('add', ['u-7']), options);
    const lines = await translation.walk(options);
    expect(lines.filter((line) => line === 'translated decided-anew')).toHaveLength(49);
    expect(await whoHasAccess()).toEqual(['u-7']);
  });

  test('that is told of late takes out nobody who was added since', async () => {
    await fill(['u-1', 'u-2']);
    const late = deletion();
    const sentAt = translation.clock.now();
    await translation.deliver(members('add', ['u-2']), options);
    translation.clock.advance(sentAt - translation.clock.now());
    await translation.deliver(late, options);
    await translation.walk(options);
    expect(await whoHasAccess()).toEqual(['u-2']);
  });

  test('takes what is told late of the time before', async () => {
    await translation.deliver(users(['u-1']), options);
    const late = members('add', ['u-1']);
    const sentAt = translation.clock.now();
    await translation.deliver(deletion(), options);
    await translation.walk(options);
    translation.clock.advance(sentAt - translation.clock.now());
    expect(await translation.deliver(late, options)).toEqual(['ignored no-rule']);
    expect(await whoHasAccess()).toEqual([]);
  });

  test('is found by whoever was being put into it: a second walk comes after their invocation', async () => {
    await translation.deliver(users(['u-1']), options);
    const added = members('add', ['u-1']);
    const deleted = deletion();
    // Between the reading of the person and the writing.
    await withBetween(
      parts.dynamodb,
      2,
      async () => {
        await translation.deliver(deleted, options);
        await translation.walk(options);
      },
      () => translation.deliver(added, options),
    );
    expect(await whoHasAccess()).toEqual(['u-1']);
    await translation.walkOn({ groups: [groupKey({ source: 'scim', name: 'g-1' })] }, options);
    await translation.walk(options);
    expect(await whoHasAccess()).toEqual([]);
  });

  test('is only reported where the policy says so of a removal from a group', async () => {
    const reporting = { by: { ...by, on: { ...by.on, groupRemoved: 'report' as const } } };
    await fill(['u-1']);
    await translation.deliver(deletion(), reporting);
    expect(await translation.walk(reporting)).toEqual(['ignored report-only']);
    expect(await whoHasAccess()).toEqual(['u-1']);
  });

  test('of one source takes nobody out of another’s group of the same name', async () => {
    const ada = { userName: 'ada@example.com' };
    const said = (source: string) =>
      plain('identity.group.member-added.v1', { user: ada, group: 'g-1' }, { id: source, source });
    await translation.deliver(said('/one'), options);
    await fill(['u-1']);
    await translation.deliver(deletion(), options);
    await translation.walk(options);
    expect(await whoHasAccess()).toEqual(['ada']);
  });
});

/** How many wait on the queue of looks: to begin at once, and later. */
async function waiting(): Promise<(string | undefined)[]> {
  const { QueueUrl } = await parts.sqs.getQueueUrl({ QueueName: translation.settings.personLookQueue });
  const { Attributes = {} } = await parts.sqs.getQueueAttributes({ QueueUrl, AttributeNames: ['All'] });
  return [Attributes['ApproximateNumberOfMessages'], Attributes['ApproximateNumberOfMessagesDelayed']];
}

describe('a walk over several pages', () => {
  const walk = { groups: [groupKey({ source: 'scim', name: 'g-1' })] };
  const all = names(50);
  beforeEach(async () => {
    await fill(all);
    await translation.deliver(deletion(), options);
    await translation.takeLooks();
  });

  test('reads them in one invocation, as long as there is time', async () => {
    expect(await translation.walkOn(walk, options)).toBe(true);
    const { looks, walks } = await translation.takeLooks();
    expect([looks.length, walks.length]).toEqual([50, 0]);
  });

  test.each([
    ['before another page', 0, 1.5 * minute],
    ['within another page', 1, 2 * minute],
  ])('goes on in another invocation if the time is up %s', async (_, scan, passed) => {
    const advance = async () => translation.clock.advance(passed);
    const walkOn = () => translation.walkOn(walk, options);
    expect(await withBetween(parts.dynamodb, scan, advance, walkOn, 'ScanCommand')).toBe(true);
    const { walks } = await translation.takeLooks();
    expect(walks).toEqual([{ ...walk, from: expect.any(String) }]);
  });

  test('passes somebody who cannot be read, as after a rollback, and begins again for them', async () => {
    const { people: TableName } = translation.settings;
    const { Items: [person] = [] } = await parts.dynamodb.scan({
      ...{ TableName, FilterExpression: 'begins_with(#identity, :person)' },
      ExpressionAttributeNames: { '#identity': 'identity' },
      ExpressionAttributeValues: { ':person': { S: 'person:' } },
    });
    const { version = { N: '' } } = person ?? {};
    await parts.dynamodb.putItem({ TableName, Item: { ...person, version: { N: '9' } } });
    expect(await translation.walkOn(walk, options)).toBe(true);
    expect((await translation.takeLooks()).looks).toHaveLength(49);
    expect(await waiting()).toEqual(['0', '2']);
    await parts.dynamodb.putItem({ TableName, Item: { ...person, version } });
    expect(await translation.walkOn(walk, options)).toBe(true);
    expect((await translation.takeLooks()).looks).toHaveLength(50);
    expect(await waiting()).toEqual(['0', '2']);
  });

  test('begins again if the time is up within its first page', async () => {
    const advance = async () => translation.clock.advance(2 * minute);
    const walkOn = async () => expect(await translation.walkOn(walk, options)).toBe(false);
    await withBetween(parts.dynamodb, 0, advance, walkOn, 'ScanCommand');
  });
});

describe('replaced members', () => {
  test('are in the group, and nobody else', async () => {
    await fill(['u-1', 'u-2', 'u-3']);
    await translation.deliver(members('replace', ['u-1', 'u-2']), options);
    await translation.walk(options);
    expect(await whoHasAccess()).toEqual(['u-1', 'u-2']);
    translation.clock.advance(minute);
    await translation.deliver(members('replace', []), options);
    await translation.walk(options);
    expect(await whoHasAccess()).toEqual([]);
  });
});

test('a deleted directory takes its people out of their groups, and nobody out of another directory', async () => {
  const member = (id: string, directory: string) =>
    workos('dsync.group.user_added', {
      directory_id: directory,
      user: { ...workosUser, id, idp_id: id, username: id },
      group: { id: 'g-1', name: 'Japan', directory_id: directory },
    });
  await translation.deliver(member('ada', 'd-1'), options);
  await translation.deliver(member('grace', 'd-2'), options);
  const gone = { ...workos('dsync.deleted', { id: 'd-1' }), created_at: '2026-11-21T09:31:00.000Z' };
  expect(await translation.deliver(gone, options)).toEqual(['translated directory-deleted']);
  await translation.walk(options);
  expect(await whoHasAccess()).toEqual(['grace']);
});

test('after a crash at any point of the deletion and of the walk, everybody is out in the end', async () => {
  for (let number = 0; ; number += 1) {
    for (const after of [false, true]) {
      translation = await Translation.create(parts);
      access.clear();
      await fill(['u-1']);
      const deleted = deletion();
      const hasCrashed = await withCrash(parts, number, after, async () => {
        for (let isDone = false; !isDone; ) {
          isDone = !(await translation.deliver(deleted, options)).some((line) => line.startsWith('retry'));
        }
        await translation.walk(options);
      });
      await translation.look(options);
      translation.clock.advance(60 * minute);
      await translation.look(options);
      expect([number, after, await whoHasAccess()]).toEqual([number, after, []]);
      if (!hasCrashed) return;
    }
  }
});

test('a walk over everybody has everybody decided anew', async () => {
  await fill(['u-1', 'u-2']);
  const next = policy({ rules: [{ id: 'all', when: { groups: ['g-1'] }, grant: ['france'] }], on: revoking });
  expect(await translation.walkOn({}, options)).toBe(true);
  expect(await translation.walk({ by: next })).toEqual(['translated decided-anew', 'translated decided-anew']);
});

describe('walks', () => {
  test('are sent twice: at once, and when every invocation is over that was under way', async () => {
    await translation.deliver(deletion(), options);
    expect(await waiting()).toEqual(['1', '1']);
  });

  test('are not sent again for an event that comes again, or that is older', async () => {
    const deletedAt = (created_at: string) => ({ ...workos('dsync.group.deleted', { id: 'g-1' }), created_at });
    for (const time of ['09:30', '09:30', '09:29']) {
      await translation.deliver(deletedAt(`2026-11-21T${time}:00.000Z`), options);
      expect(await waiting()).toEqual(['1', '1']);
      translation.clock.advance(60 * minute);
    }
    await translation.deliver(deletedAt('2026-11-21T09:31:00.000Z'), options);
    expect(await waiting()).toEqual(['2', '2']);
  });

  test('are few for a group that ends again and again', async () => {
    for (let number = 0; number < 6; number += 1) {
      await translation.deliver(members('replace', []), options);
      translation.clock.advance(-50_000);
    }
    expect(await waiting()).toEqual(['1', '2']);
  });

  test('are not sent for a source that the policy does not list', async () => {
    const listing = { by: { ...by, sources: ['okta' as const] } };
    expect(await translation.deliver(deletion(), listing)).toEqual(['ignored unlisted-source']);
    expect(await waiting()).toEqual(['0', '0']);
    // A policy that lists the source has them sent.
    await translation.deliver(deletion(), options);
    expect(await waiting()).toEqual(['1', '1']);
  });
});
