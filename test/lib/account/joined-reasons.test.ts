import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { type Account, emptyAccount, reasonsOf } from '../../../lib/account/account.ts';
import { type AccountChange, changed } from '../../../lib/account/account-change.ts';
import { desired } from '../../../lib/account/desired.ts';
import { joinedReasons, type Reasoned, withoutOver } from '../../../lib/account/joined-reasons.ts';
import { toStoredEntity } from '../../../lib/account/stored-entity.ts';
import { germany, japan } from '../../factories.ts';

const ids = [germany, japan];
const saying = (...changes: readonly AccountChange[]) => changes.reduce(changed, emptyAccount);

const request = (key: string, time: number, expiresAt?: number, event = `${key} ${time}`): AccountChange => ({
  ...{ kind: 'request', entityIds: [japan], key, home: germany },
  assignment: { time, event, isEnded: false, expiresAt },
});
const end = (key: string, time: number): AccountChange => ({
  ...{ kind: 'end', entityIds: [japan], keys: [key], time, event: `end of ${key} ${time}` },
});
const order = (time: number, hold = false): AccountChange => ({ kind: 'order', entityIds: [japan], time, hold });
const see = (time: number): AccountChange => ({ kind: 'see', entityIds: [japan], time });
const join = (one: Account, other: Account, ...firstLooks: (number | undefined)[]) =>
  joinedReasons({ account: one, firstLookAt: firstLooks[0] }, { account: other, firstLookAt: firstLooks[1] });
const isDesired = (account: Account, now: number) => desired(account, now).get(japan) ?? false;

describe('two accounts of one user', () => {
  test('have the end of a request that either knows', () => {
    const joined = join(saying(request('T-1', 10)), saying(end('T-1', 20)));
    expect(isDesired(joined, 30)).toBe(false);
    expect(isDesired(join(saying(end('T-1', 20)), saying(request('T-1', 10))), 30)).toBe(false);
    expect(isDesired(join(saying(request('T-1', 30)), saying(end('T-1', 20))), 40)).toBe(true);
  });

  test('are held by an order under either, until it is lifted under either', () => {
    const held = join(saying(request('T-1', 30)), saying(order(20, true)));
    expect(isDesired(held, 40)).toBe(false);
    const lifted = join(held, saying({ kind: 'unblock', entityIds: [japan], time: 35 }));
    expect(isDesired(lifted, 40)).toBe(true);
  });

  test('are held by an order in every entity that is not listed', () => {
    const unlisted: Account = { ...emptyAccount, unlisted: { orderedAt: 20 } };
    expect(isDesired(join(saying(request('T-1', 10)), unlisted), 40)).toBe(false);
    expect(isDesired(join(unlisted, saying(request('T-1', 10))), 40)).toBe(false);
    expect(isDesired(join(unlisted, saying(request('T-1', 30))), 40)).toBe(true);
  });

  test('have access for a time for that time alone, though a look has seen it under the other login', () => {
    const joined = join(saying(see(20)), saying(request('T-1', 10, 30)), 20, 5);
    expect(isDesired(joined, 29)).toBe(true);
    expect(isDesired(joined, 30)).toBe(false);
    // Under the first login nobody was there before.
    expect(isDesired(join(saying(see(20)), saying(request('T-1', 10, 30)), 20), 30)).toBe(true);
  });

  test('keep access from before, from the earliest time at which it was seen', () => {
    const joined = join(saying(see(20)), saying(see(10)), 20, 10);
    expect(reasonsOf(joined, japan).baseline).toEqual({ seenAt: 10, isReplaced: false });
  });

  test('lose access from before as soon as either has its end', () => {
    expect(isDesired(join(saying(see(10)), saying(end('T-1', 20)), 10), 30)).toBe(false);
    expect(isDesired(join(saying(order(20)), saying(see(10)), undefined, 10), 30)).toBe(false);
  });

  test('lose what was approved as soon as either has another reason', () => {
    const approval: AccountChange = { kind: 'approve', entityIds: [japan], time: 10 };
    const joined = join(saying(approval), saying(request('T-1', 5), end('T-1', 20)));
    expect(isDesired(joined, 30)).toBe(false);
  });

  test('of two versions of an event have the one that ends first', () => {
    const [short, long] = [saying(request('T-1', 10, 20, 'one')), saying(request('T-1', 10, undefined, 'one'))];
    expect(isDesired(join(short, long), 25)).toBe(false);
    expect(isDesired(join(long, short), 25)).toBe(false);
  });

  test('have no request that may have ended, and whose end one of them has forgotten', () => {
    const forgetful: Account = { ...emptyAccount, forgottenAt: 10 };
    expect(isDesired(join(saying(request('T-1', 10)), forgetful), 20)).toBe(false);
    expect(isDesired(join(saying(request('T-1', 11)), forgetful), 20)).toBe(true);
    expect(join(saying(request('T-1', 10)), forgetful).forgottenAt).toBe(10);
  });

  test('share neither what was over when the user left, nor the decision', () => {
    const former = saying(request('T-1', 10), end('T-2', 10), see(5));
    const joined = join(emptyAccount, withoutOver({ ...former, leftAt: 10 }, undefined));
    expect(isDesired(joined, 20)).toBe(false);
    expect([...reasonsOf(joined, japan).requested.keys()]).toEqual(['T-2']);
    expect(isDesired(join(emptyAccount, withoutOver(former, 10)), 20)).toBe(false);
    expect(isDesired(join(emptyAccount, withoutOver(former, 9)), 20)).toBe(true);
    expect(joined.leftAt).toBeUndefined();
  });

  test('are the same object where the other one adds nothing', () => {
    const account = saying(request('T-1', 10), order(5), see(3));
    expect(join(account, emptyAccount)).toBe(account);
    expect(join(account, saying(order(5), request('T-1', 10)))).toBe(account);
    const more = join(account, saying({ ...request('T-2', 10), entityIds: [germany] } as AccountChange));
    expect(more.entities.get(japan)).toBe(account.entities.get(japan));
  });
});

const time = fc.integer({ min: 1, max: 40 });
const entityIds = fc.subarray(ids, { minLength: 1 });
const key = fc.constantFrom('T-1', 'T-2');
const decision = {
  ...{ generation: 1, revision: 1, isSuspended: false, hasLeft: false, leftAt: undefined },
  ...{ assignments: new Map(), denials: new Map(), ended: new Map([[germany, ['billing']]]) },
};
/** Each said once: an event is about one login. */
const saidUnderOne: fc.Arbitrary<AccountChange> = fc.oneof(
  fc
    .record({ entityIds, key, time, expiresAt: fc.option(time, { nil: undefined }), event: fc.uuid() })
    .map(({ event, time: at, expiresAt, ...others }) => ({
      ...{ kind: 'request' as const, ...others },
      assignment: { time: at, event, isEnded: false, expiresAt },
    })),
  fc.record({ kind: fc.constant('end' as const), entityIds, keys: fc.constant(['T-1']), time, event: fc.uuid() }),
  fc.record({ kind: fc.constant('order' as const), entityIds, time, hold: fc.boolean() }),
  fc.record({ kind: fc.constant('unblock' as const), entityIds, time }),
  fc.record({ kind: fc.constant('approve' as const), entityIds, time }),
  fc.constant({ kind: 'decide' as const, decision }),
);
const seen: fc.Arbitrary<AccountChange> = fc.record({ kind: fc.constant('see' as const), entityIds, time });

const reasoned: fc.Arbitrary<Reasoned> = fc.record({
  account: fc
    .record({
      account: fc.array(fc.oneof({ weight: 5, arbitrary: saidUnderOne }, { weight: 1, arbitrary: seen })),
      forgottenAt: fc.option(time, { nil: undefined }),
      orderedAt: fc.option(time, { nil: undefined }),
    })
    .map(({ account, forgottenAt, orderedAt }) => ({
      ...saying(...account),
      forgottenAt,
      unlisted: orderedAt === undefined ? undefined : { orderedAt },
    })),
  firstLookAt: fc.option(time, { nil: undefined }),
});

/** What a join gives, in a form that is compared. */
function shared({ entities, home, unlisted, forgottenAt }: Account): unknown {
  const sorted = ids.map((id) => {
    const { requested = new Map(), ...others } = entities.get(id) ?? {};
    const byKey = new Map([...requested].toSorted(([one], [other]) => (one < other ? -1 : 1)));
    return toStoredEntity({ reasons: { ...others, requested: byKey }, access: {} }) ?? {};
  });
  return JSON.parse(JSON.stringify({ sorted, home, unlisted, forgottenAt }));
}

const runs = { numRuns: 1000 };
const manyRuns = { numRuns: 2000 };

describe('whatever was said under two logins', () => {
  test('the order of the two means nothing', () => {
    return fc.assert(
      fc.property(reasoned, reasoned, (one, other) => {
        expect(shared(joinedReasons(one, other))).toEqual(shared(joinedReasons(other, one)));
      }),
      runs,
    );
  });

  test('a second time adds nothing', () => {
    return fc.assert(
      fc.property(reasoned, reasoned, (one, other) => {
        const account = joinedReasons(one, other);
        expect(joinedReasons({ ...one, account }, other)).toBe(account);
        expect(joinedReasons(one, one)).toBe(one.account);
        // The other one takes up the same.
        expect(shared(joinedReasons(other, { ...one, account }))).toEqual(shared(account));
      }),
      runs,
    );
  });

  test('holds as if all of it had been said under one', () => {
    return fc.assert(
      fc.property(fc.array(saidUnderOne), fc.array(saidUnderOne), time, (some, others, now) => {
        const joined = join(saying(...some), saying(...others));
        const decided = changed(joined, { kind: 'decide', decision });
        const one = saying(...some, ...others, { kind: 'decide', decision });
        expect(ids.map((id) => desired(decided, now).get(id) ?? false)).toEqual(
          ids.map((id) => desired(one, now).get(id) ?? false),
        );
      }),
      manyRuns,
    );
  });
});
