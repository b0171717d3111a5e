import { marshall } from '@aws-sdk/util-dynamodb';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Decision, emptyAccount } from '../../../lib/account/account.ts';
import { bounded, hasTooManyAssignments, maxAssignments } from '../../../lib/account/account-bound.ts';
import { type AccountChange, changed } from '../../../lib/account/account-change.ts';
import { changedAttributes, type LinkedAccount } from '../../../lib/account/account-item.ts';
import { desired } from '../../../lib/account/desired.ts';
import type { EntityAccess } from '../../../lib/account/entity-access.ts';
import { eventDigits } from '../../../lib/account/requested-assignment.ts';

const day = 24 * 3_600_000;
const now = 1_795_900_000_000;

const unknown: LinkedAccount = {
  ...{ id: 'an-id', login: 'ada@example.com', account: emptyAccount, access: new Map(), openChanges: new Map() },
  ...{ spelling: undefined, firstLookAt: undefined, isTakenOver: true },
};

let events = 0;
/** The beginning of the identity of one more event. */
function nextEvent(): string {
  events += 1;
  return events.toString(16).padStart(eventDigits, 'a');
}

const requested = (entityId: string, time: number, more: { key?: string; expiresAt?: number } = {}): AccountChange => ({
  ...{ kind: 'request', entityIds: [entityId], key: more.key ?? 'hr' },
  assignment: { time, event: nextEvent(), isEnded: false, expiresAt: more.expiresAt },
});
const ended = (entityIds: readonly string[], keys: readonly string[], time: number): AccountChange => ({
  ...{ kind: 'end', entityIds, keys, time, event: 'b'.repeat(eventDigits) },
});
const ordered = (entityIds: readonly string[], time: number, hold = false): AccountChange => ({
  ...{ kind: 'order', entityIds, time, hold },
});
const decided = (
  revision: number,
  entityIds: readonly string[],
  ended: Decision['ended'] = new Map(),
): AccountChange => ({
  kind: 'decide',
  decision: {
    ...{ generation: 1, revision, isSuspended: false, hasLeft: false, leftAt: undefined },
    ...{ denials: new Map(), ended },
    assignments: new Map(entityIds.map((id) => [id, { rules: ['everybody'] }])),
  },
});
const approved = (entityId: string, time: number): AccountChange => ({ kind: 'approve', entityIds: [entityId], time });

const invented = (message: number) =>
  Array.from({ length: 100 }, (_, index) => (message * 100 + index).toString(16).padStart(32, '4c'));

/** What a table holds after changes that arrive one after the other. */
function kept(changes: readonly AccountChange[], at = now, before = unknown): LinkedAccount {
  let linked = before;
  for (const change of changes) {
    linked = bounded({ ...linked, account: changed(linked.account, change) }, at);
  }
  return linked;
}

const sizeOf = (linked: LinkedAccount) =>
  JSON.stringify(marshall(changedAttributes(unknown, linked), { removeUndefinedValues: true })).length;

describe('the item stays small', () => {
  test.each([
    ['orders', (entityIds: string[], message: number) => ordered(entityIds, now - 1000 + message)],
    ['held orders', (entityIds: string[], message: number) => ordered(entityIds, now - 1000 + message, true)],
    ['ends', (entityIds: string[], message: number) => ended(entityIds, ['hr'], now - 1000 + message)],
    [
      'requests that have run out, each approved by many',
      (entityIds: string[], message: number): AccountChange => ({
        ...{ kind: 'request', entityIds: entityIds.slice(0, 30), key: 'hr' },
        assignment: {
          ...{ time: now - 1000 + message, event: nextEvent(), isEnded: false, expiresAt: now - 1000 },
          approvedBy: Array.from({ length: 10 }, (_, index) => `${index}`.repeat(100)),
        },
      }),
    ],
    [
      'ends of long keys',
      (_: string[], message: number) =>
        ended(
          ['japan'],
          invented(message).map((key) => key.padEnd(100, '🎉')),
          now - 1000 + message,
        ),
    ],
    ['ends of many keys', (_: string[], message: number) => ended(['japan'], invented(message), now - 1000 + message)],
  ])('after 100 messages with %s of a hundred that nobody knows', (_, messageOf) => {
    const messages = Array.from({ length: 100 }, (__, message) => messageOf(invented(message), message));
    expect(sizeOf(kept(messages))).toBeLessThan(100_000);
  });

  test('also where Zuora refused every denial', () => {
    const refusal = { write: 'deny' as const, reason: 'not-found', at: now };
    const linked = Array.from({ length: 100 }, (_, message) => message).reduce<LinkedAccount>((before, message) => {
      const after = kept([ordered(invented(message), now - 1000 + message)], now, before);
      const access = invented(message).map((id): [string, EntityAccess] => [id, { refusal }]);
      return { ...after, access: new Map([...after.access, ...access]) };
    }, unknown);
    expect(sizeOf(linked)).toBeLessThan(100_000);
  });
});

describe('what is surplus lets nobody in', () => {
  const before = kept([
    requested('japan', now - 2 * day),
    ...Array.from({ length: 10 }, (_, message) => ordered(invented(message), now - day + message)),
  ]);
  const [forgotten = ''] = invented(0);
  const isDesired = (linked: LinkedAccount, entityId: string) => desired(linked.account, now).get(entityId) ?? false;

  test('and what gives access stays', () => {
    expect(before.account.entities.has(forgotten)).toBe(false);
    expect(isDesired(before, 'japan')).toBe(true);
  });

  test('an older request does not count', () => {
    expect(isDesired(kept([requested(forgotten, now - 2 * day)], now, before), forgotten)).toBe(false);
    expect(isDesired(kept([approved(forgotten, now - 2 * day)], now, before), forgotten)).toBe(false);
  });

  test('a newer request counts', () => {
    expect(isDesired(kept([requested(forgotten, now)], now, before), forgotten)).toBe(true);
  });

  test('a hold stays, though another that is surplus too was lifted', () => {
    const [held = '', unblocked = ''] = invented(0);
    const oldest = [
      ordered([held], now - 5 * day, true),
      requested(held, now - 4 * day, { expiresAt: now - 2 * day }),
      ordered([unblocked], now - 6 * day, true),
      { kind: 'unblock', entityIds: [unblocked], time: now - 3 * day } as const,
      ordered([unblocked], now - 3 * day),
    ];
    const others = Array.from({ length: 10 }, (_, message) => ordered(invented(message + 1), now - day + message));
    const linked = kept([...oldest, ...others]);
    expect(linked.account.entities.has(held)).toBe(false);
    expect(isDesired(kept([requested(held, now)], now, linked), held)).toBe(false);
  });

  test('a rule does not lift the order', () => {
    const decision = {
      ...{ generation: 1, revision: 1, isSuspended: false, hasLeft: false, leftAt: undefined },
      ...{ assignments: new Map([[forgotten, { rules: ['everybody'] }]]), denials: new Map() },
      ended: new Map(),
    };
    expect(isDesired(kept([{ kind: 'decide', decision }], now, before), forgotten)).toBe(false);
  });

  test('an older request of a key whose end is surplus does not count', () => {
    const messages = Array.from({ length: 10 }, (_, message) => ended(['japan'], invented(message), now - day));
    const linked = kept(messages, now, before);
    expect(linked.account.entities.get('japan')?.requested.has(forgotten)).toBe(false);
    const late = [requested('japan', now - 3 * day, { key: forgotten }), ended(['japan'], ['hr'], now)];
    expect(isDesired(kept(late, now, linked), 'japan')).toBe(false);
    expect(isDesired(kept([requested('japan', now, { key: forgotten })], now, linked), 'japan')).toBe(true);
  });

  test('a request that may be pending is never surplus', () => {
    const [pending = '', unanswered = ''] = invented(0);
    const access: [string, EntityAccess][] = [
      [pending, { askedAt: now - 300 * day }],
      [unanswered, { unansweredAt: now - 300 * day }],
    ];
    const messages = Array.from({ length: 10 }, (_, message) => ordered(invented(message), now - day + message));
    const linked = kept(messages, now, { ...unknown, access: new Map(access) });
    expect([...linked.access.keys()]).toEqual([pending, unanswered]);
    expect(linked.account.entities.has(pending)).toBe(true);
  });

  test('an entity that no rule grants any more is never surplus while the newest decision names it', () => {
    const entities = invented(0);
    const ended = new Map(entities.map((id) => [id, ['everybody']]));
    const orders = Array.from({ length: 10 }, (_, message) => ordered(invented(message + 1), now - day + message));
    const linked = kept([decided(1, [], ended), ...orders]);
    expect(entities.filter((id) => !linked.account.entities.has(id))).toEqual([]);
  });

  test('access that is to end, and is there, is never surplus', () => {
    const [granted = ''] = invented(0);
    const access: [string, EntityAccess][] = [[granted, { verifiedAt: now - 300 * day }]];
    const before = { ...unknown, access: new Map(access) };
    const messages = Array.from({ length: 10 }, (_, message) => decided(message + 1, invented(message)));
    const linked = kept([...messages, decided(11, [])], now, before);
    expect(isDesired(linked, granted)).toBe(false);
    expect([...linked.account.entities.keys()].filter((id) => linked.access.has(id))).toEqual([granted]);
  });
});

describe('too many assignments', () => {
  const entityIds = invented(0).slice(0, 50);
  const all = (count: number) =>
    entityIds.flatMap((id) => Array.from({ length: count }, (_, key) => requested(id, now, { key: `T-${key}` })));

  test(`are more than ${maxAssignments}`, () => {
    expect(hasTooManyAssignments(kept(all(4)).account, now)).toBe(false);
    expect(hasTooManyAssignments(kept([...all(4), requested('japan', now)]).account, now)).toBe(true);
  });

  test('are approvals too', () => {
    const account = kept([...all(4), approved('japan', now)]).account;
    expect(hasTooManyAssignments(account, now)).toBe(true);
  });

  test('are 21 or more that take more than 128 KB, those included that have run out', () => {
    const approvedBy = Array.from({ length: 10 }, (_, index) => `${index}`.repeat(100));
    const long = (count: number, key = 'T-1', expiresAt?: number): AccountChange => ({
      ...{ kind: 'request', entityIds: invented(0).slice(0, count), key },
      assignment: { time: now - 1, event: nextEvent(), isEnded: false, approvedBy, expiresAt },
    });
    expect(hasTooManyAssignments(kept([long(20)]).account, now)).toBe(false);
    expect(hasTooManyAssignments(kept([long(100)]).account, now)).toBe(false);
    expect(hasTooManyAssignments(changed(kept([long(100)]).account, long(100, 'T-1', now)), now)).toBe(false);
    expect(hasTooManyAssignments(changed(kept([long(100)]).account, long(100, 'T-2', now)), now)).toBe(true);
    const both = kept([long(100), long(100, 'T-2', now)]).account;
    expect(hasTooManyAssignments(changed(both, ended(invented(0), ['T-1', 'T-2'], now)), now)).toBe(false);
  });

  test('are not those that ended', () => {
    expect(hasTooManyAssignments(kept([...all(5), ended(entityIds, ['T-0'], now + 1)], now + 1).account, now)).toBe(
      false,
    );
    const expired = requested('japan', now - 1, { expiresAt: now });
    expect(hasTooManyAssignments(kept([...all(4), expired]).account, now)).toBe(false);
  });
});

describe('what no longer counts is left out', () => {
  const statement = fc.record({
    ...{
      day: fc.integer({ min: 0, max: 60 }),
      late: fc.integer({ min: 0, max: 21 }),
      entity: fc.constantFrom('a', 'b'),
    },
    ...{ kind: fc.constantFrom('request', 'end', 'order', 'approve'), key: fc.constantFrom('T-1', 'T-2') },
    lasts: fc.option(fc.integer({ min: 1, max: 30 }), { nil: undefined }),
  });
  type Statement = typeof statement extends fc.Arbitrary<infer One> ? One : never;

  function changeOf({ day: said, entity, kind, key, lasts }: Statement): AccountChange {
    const time = now + said * day;
    if (kind === 'end') return ended([entity], [key], time);
    if (kind === 'order') return ordered([entity], time);
    if (kind === 'approve') return approved(entity, time);
    return requested(entity, time, { key, ...(lasts && { expiresAt: time + lasts * day }) });
  }

  test('without a difference to anybody, whatever arrives within three weeks', () => {
    fc.assert(
      fc.property(fc.array(statement, { maxLength: 12 }), (statements) => {
        const arrivals = statements.toSorted((one, other) => one.day + one.late - (other.day + other.late));
        let [whole, small] = [unknown, unknown];
        for (const one of arrivals) {
          const at = now + (one.day + one.late) * day;
          whole = { ...whole, account: changed(whole.account, changeOf(one)) };
          small = kept([changeOf(one)], at, small);
          for (const entity of ['a', 'b']) {
            expect(desired(small.account, at).get(entity) ?? false).toBe(
              desired(whole.account, at).get(entity) ?? false,
            );
          }
        }
      }),
      { numRuns: 2000 },
    );
  });

  test('so that an account of old tickets is empty again', () => {
    const tickets = Array.from({ length: 100 }, (_, key) =>
      requested('japan', now, { key: `T-${key}`, expiresAt: now + day }),
    );
    const later = kept([ended(['japan'], ['T-0'], now)], now + 30 * day, kept(tickets));
    expect([...(later.account.entities.get('japan')?.requested.keys() ?? [])]).toEqual([]);
  });
});
