/** Effective-dated changes of somebody whose login changes, and of whoever gets a login that others had. */
import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { plain } from '../../../fuzz/fixtures/vendors.ts';
import { effectiveIdentity, effectivePrefix } from '../../../lib/ledger/effective-change.ts';
import { wakeUpBody } from '../../../lib/translation/wake-up.ts';
import { findEvents } from '../../../operator/ledger/event-search.ts';
import { Translation } from './translation.ts';
import { useAwsParts } from './use-aws-parts.ts';

const parts = useAwsParts();

// Far enough ahead for the Scheduler, which uses the machine's clock.
const inThirtyYears = '2056-12-31T00:00:00.000Z';
const later = '2057-01-15T00:00:00.000Z';

let translation: Translation;
beforeEach(async () => {
  translation = await Translation.create(parts);
});

const byron = 'ada.byron@example.com';
const lovelace = 'ada.lovelace@example.com';

interface Said {
  readonly effectiveAt?: string;
  readonly userName?: string;
  /** Of the account; null for an event that names none. */
  readonly account?: string | null;
  /** Milliseconds after the clock. */
  readonly after?: number;
}

function leaves(id: string, { effectiveAt, userName = byron, account = 'u-1', after = 0 }: Said = {}) {
  const user = { userName, ...(account !== null && { id: account }) };
  const time = new Date(translation.clock.now() + after).toISOString();
  return plain('identity.user.left.v1', { user, ...(effectiveAt && { effectiveAt }) }, { id, time });
}

const announced = (more: Said = {}) => leaves('one', { effectiveAt: inThirtyYears, ...more });
const open = () => translation.ledger.list(new AbortController().signal);
const states = async () =>
  (await open()).map(({ username, effectiveAt, state }) => `${username} ${effectiveAt} ${state}`);

describe('an announcement that is repeated after a rename', () => {
  test('is the same announcement', async () => {
    await translation.deliver(announced());
    await translation.deliver(announced({ userName: lovelace }));
    expect(await states()).toEqual([`${lovelace} ${inThirtyYears} pending`]);
  });

  test('stays cancelled', async () => {
    await translation.deliver(announced());
    await translation.cancel();
    expect(await translation.deliver(announced({ userName: lovelace }))).toEqual(['ignored cancelled']);
    expect(await translation.pending()).toEqual([]);
  });

  test('stays replaced by what was said under either login', async () => {
    for (const [first, second] of [
      [byron, lovelace],
      [lovelace, byron],
    ] as const) {
      translation = await Translation.create(parts);
      await translation.deliver(announced({ userName: first }));
      await translation.deliver(leaves('two', { effectiveAt: later, userName: second, after: 1 }));
      expect(await translation.deliver(announced({ userName: first }))).toEqual(['ignored replaced']);
      expect(await translation.pending()).toEqual([later]);
    }
  });
});

test('a change at once under a new login replaces what was announced under the former one', async () => {
  await translation.deliver(announced());
  await translation.deliver(leaves('now', { userName: lovelace, after: 1 }));
  expect(await translation.pending()).toEqual([]);
});

test('somebody who has another account under their login replaces what was announced of the former one', async () => {
  await translation.deliver(announced());
  await translation.deliver(leaves('two', { effectiveAt: later, account: 'u-2', after: 1 }));
  expect(await translation.pending()).toEqual([later]);
  expect(await translation.deliver(announced())).toEqual(['ignored replaced']);
  await translation.deliver(leaves('now', { account: 'u-3', after: 2 }));
  expect(await translation.pending()).toEqual([]);
});

describe('an event without the id of the account', () => {
  test('finds what was announced with it', async () => {
    await translation.deliver(announced());
    await translation.deliver(leaves('two', { effectiveAt: later, account: null, after: 1 }));
    expect(await translation.pending()).toEqual([later]);
    const [change] = await open();
    translation.clock.advance(Date.parse(later) - translation.clock.now());
    expect(await translation.deliver(wakeUpBody(change?.identity ?? ''))).toEqual(['translated due']);
  });

  test('announces what an event with it finds', async () => {
    await translation.deliver(announced({ account: null }));
    await translation.cancel();
    expect(await translation.deliver(announced())).toEqual(['ignored cancelled']);
    expect(await translation.deliver(announced({ userName: byron.toUpperCase() }))).toEqual(['ignored cancelled']);
    await translation.deliver(leaves('two', { effectiveAt: later, after: 1 }));
    expect(await translation.pending()).toEqual([later]);
    expect(await translation.deliver(announced({ userName: lovelace }))).toEqual(['ignored cancelled']);
  });
});

test('whoever gets the login of somebody renamed has changes of their own', async () => {
  await translation.deliver(announced());
  await translation.deliver(announced({ userName: lovelace }));
  await translation.deliver(leaves('other', { effectiveAt: later, account: 'u-2', after: 1 }));
  expect(await states()).toEqual([`${lovelace} ${inThirtyYears} pending`, `${byron} ${later} pending`]);
});

describe('a record of an earlier release, by the login', () => {
  const said = { source: 'plain', publisher: 'https://hr.example.com', username: byron, change: 'left', groups: [] };
  const identity = effectiveIdentity(said);
  const announcement = `${inThirtyYears} ["https://hr.example.com","one"]`;

  const keep = (more: object) =>
    parts.dynamodb.send(
      new PutItemCommand({
        TableName: translation.name,
        Item: marshall({
          ...{ ...said, identity, version: 2, announcement, announcedBy: 'one', effectiveAt: inThirtyYears },
          ...{ saidAt: new Date(translation.clock.now()).toISOString(), events: [], cancelled: [], said: '{}' },
          ...more,
        }),
      }),
    );

  test('is replaced, not doubled, once the source says something with the id of the account', async () => {
    await keep({ state: 'pending' });
    expect(await translation.deliver(announced())).toEqual(['translated announced']);
    expect(await states()).toEqual([`${byron} ${inThirtyYears} pending`]);
    translation.clock.advance(Date.parse(inThirtyYears) - translation.clock.now());
    expect(await translation.deliver(wakeUpBody(identity))).toEqual(['ignored already-sent']);
    expect(await translation.wake()).toEqual(['translated due']);
  });

  test('that was cancelled stays so, and still does after a rename', async () => {
    await keep({ state: 'cancelled', cancelled: [announcement] });
    expect(await translation.deliver(announced())).toEqual(['ignored cancelled']);
    await translation.deliver(leaves('two', { effectiveAt: later, after: 1 }));
    expect(await translation.deliver(announced({ userName: lovelace }))).toEqual(['ignored cancelled']);
    expect(await translation.pending()).toEqual([later]);
  });
});

describe('an operator', () => {
  const said = { source: 'plain', publisher: 'https://hr.example.com', username: byron, change: 'left', groups: [] };

  test('who has the id of the record by the login finds the change', async () => {
    await translation.deliver(announced());
    const found = await translation.ledger.get(effectiveIdentity(said).slice(effectivePrefix.length));
    expect(await open()).toEqual([found]);
  });

  test('who searches for the announcement finds it once', async () => {
    await translation.deliver(announced());
    const search = { maxRead: 1000, interruption: new AbortController().signal, onRead: () => {} };
    const [change] = await open();
    for (const text of [change?.announcedBy ?? '', byron]) {
      const { changes } = await findEvents(parts.dynamodb, translation.name, text, search);
      expect(changes).toEqual([change]);
    }
  });
});
