import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Account, type Decision, emptyAccount } from '../../../lib/account/account.ts';
import { type AccountChange, changed } from '../../../lib/account/account-change.ts';
import { assignmentsOf, blocksOf, desired, nextExpiry } from '../../../lib/account/desired.ts';
import { derivedSource } from '../../../lib/event/derived-source.ts';

const japan = 'japan';
const undecided: Decision = {
  generation: 1,
  revision: 1,
  isSuspended: false,
  hasLeft: false,
  leftAt: undefined,
  assignments: new Map(),
  denials: new Map(),
  ended: new Map(),
};
const ruled = (revision: number, more: Partial<Decision> = {}): Decision => ({
  ...undecided,
  revision,
  assignments: new Map([[japan, { rules: ['everybody'] }]]),
  ...more,
});
/** Decisions that name Japan in one of their lists. */
const granting = (revision: number): AccountChange => decided(ruled(revision));
const ending = (revision: number): AccountChange =>
  decided({ ...undecided, revision, ended: new Map([[japan, ['project']]]) });
const denying = (revision: number): AccountChange =>
  decided({ ...undecided, revision, denials: new Map([[japan, ['contractors']]]) });
/** A decision that does not name it. */
const silent = (revision: number): AccountChange => decided({ ...undecided, revision });

const entityIds = [japan];
const asked = (key: string, time: number, expiresAt?: number): AccountChange => ({
  kind: 'request',
  entityIds,
  key,
  assignment: { time, event: `${key}-${time}-${expiresAt}`, isEnded: false, expiresAt },
});
const ended = (key: string, time: number): AccountChange => ({
  ...{ kind: 'end', entityIds, keys: [key], time, event: `${key}-end-${time}` },
});
const ordered = (time: number, hold = false): AccountChange => ({ kind: 'order', entityIds, time, hold });
const unblocked = (time: number): AccountChange => ({ kind: 'unblock', entityIds, time });
const decided = (decision: Decision): AccountChange => ({ kind: 'decide', decision });
const approved = (time: number): AccountChange => ({ kind: 'approve', entityIds, time });
const seen = (time: number): AccountChange => ({ kind: 'see', entityIds, time });

const accountAfter = (...changes: AccountChange[]) => changes.reduce(changed, emptyAccount);
const isDesired = (account: Account, now = 1000) => desired(account, now).get(japan) ?? false;

describe('tickets', () => {
  test('that overlap end with the last', () => {
    const account = accountAfter(asked('T-1', 10, 100), asked('T-2', 20, 200));
    expect([50, 100, 199, 200].map((now) => isDesired(account, now))).toEqual([true, true, true, false]);
    expect(nextExpiry(account, 50)).toBe(100);
    expect(nextExpiry(account, 100)).toBe(200);
    expect(nextExpiry(account, 200)).toBeUndefined();
  });

  test.each([
    ['before', 99],
    ['at', 100],
    ['after', 150],
  ])('are extended %s their end', (_, time) => {
    const account = accountAfter(asked('T-1', 10, 100), asked('T-1', time, 300));
    expect([250, 300].map((now) => isDesired(account, now))).toEqual([true, false]);
  });

  test('are shortened', () => {
    expect(isDesired(accountAfter(asked('T-1', 10, 2000), asked('T-1', 20, 500)))).toBe(false);
  });

  test('end for good: what is older, or as old, does not revive them', () => {
    for (const time of [5, 10]) expect(isDesired(accountAfter(ended('T-1', 10), asked('T-1', time)))).toBe(false);
    expect(isDesired(accountAfter(ended('T-1', 10), asked('T-1', 11)))).toBe(true);
  });

  test('end alone: another keeps its access', () => {
    expect(isDesired(accountAfter(asked('T-1', 10), asked('T-2', 10), ended('T-1', 20)))).toBe(true);
  });
});

describe('an event that is corrected under its id', () => {
  const version = (key: string, time: number, entityId: string): AccountChange => ({
    ...{ kind: 'request', entityIds: [entityId], key },
    assignment: { time, event: 'one', isEnded: false },
  });

  test('counts as it was corrected, whatever its time', () => {
    const account = accountAfter(version('T-1', 20, japan), version('T-1', 10, 'germany'));
    expect(desired(account, 30)).toEqual(
      new Map([
        [japan, false],
        ['germany', true],
      ]),
    );
    expect(isDesired(accountAfter(version('T-1', 20, japan), version('T-2', 10, japan), ended('T-2', 15)))).toBe(false);
  });

  test('takes back nothing that another event says', () => {
    expect(isDesired(accountAfter(version('T-1', 20, japan), asked('T-1', 30), version('T-1', 20, 'germany')))).toBe(
      true,
    );
    expect(isDesired(accountAfter(asked('T-2', 10), version('T-1', 20, japan), version('T-1', 20, 'germany')))).toBe(
      true,
    );
  });
});

describe('a person', () => {
  test('who was suspended has everything back, but for what has expired', () => {
    const suspended = accountAfter(asked('T-1', 10, 500), decided(ruled(1)), decided(ruled(2, { isSuspended: true })));
    expect(blocksOf(suspended, japan)).toEqual([{ kind: 'suspended' }]);
    expect(isDesired(suspended)).toBe(false);
    const back = changed(suspended, decided(ruled(3)));
    expect(assignmentsOf(back, japan, 1000)).toEqual([{ kind: 'rule', rules: ['everybody'] }]);
  });

  test('who left and is back has what was requested since', () => {
    const left = decided({ ...undecided, revision: 2, hasLeft: true, leftAt: 100 });
    const back = decided({ ...undecided, revision: 3, leftAt: 100 });
    expect(isDesired(accountAfter(asked('T-1', 50), left, asked('T-2', 150)))).toBe(false);
    expect(assignmentsOf(accountAfter(asked('T-1', 50), left, asked('T-2', 150), back), japan, 1000)).toEqual([
      { kind: 'request', key: 'T-2' },
    ]);
  });

  test('who is denied an entity does not have it', () => {
    const account = accountAfter(asked('T-1', 10), denying(1));
    expect(blocksOf(account, japan)).toEqual([{ kind: 'denied', rules: ['contractors'] }]);
    expect(isDesired(account)).toBe(false);
  });

  test('whose login has another person now has nothing of the one before', () => {
    const successor = decided({ ...undecided, generation: 2, revision: 0 });
    expect(isDesired(accountAfter(decided(ruled(7)), successor))).toBe(false);
    expect(isDesired(accountAfter(successor, decided(ruled(7))))).toBe(false);
  });
});

describe('an order to end access', () => {
  test('stays through a thousand decisions of the policy', () => {
    const restated = Array.from({ length: 1000 }, (_, index) => decided(ruled(index)));
    expect(isDesired(accountAfter(ordered(10), ...restated))).toBe(false);
  });

  test('is lifted by a newer request, and then the rules count again', () => {
    const lifted = accountAfter(decided(ruled(1)), asked('T-1', 5), ordered(10), asked('T-2', 11, 500));
    expect(assignmentsOf(lifted, japan, 1000)).toEqual([{ kind: 'rule', rules: ['everybody'] }]);
    expect(isDesired(lifted)).toBe(true);
  });

  test('is not lifted by a request at the same time, or by an older one', () => {
    for (const time of [9, 10]) expect(isDesired(accountAfter(ordered(10), asked('T-1', time)))).toBe(false);
  });

  test('that is held is lifted by nothing but unblock', () => {
    const held = accountAfter(ordered(10, true), asked('T-1', 20));
    expect(isDesired(held)).toBe(false);
    expect(isDesired(changed(held, unblocked(15)))).toBe(true);
    expect(isDesired(accountAfter(ordered(10, true), unblocked(10), asked('T-1', 20)))).toBe(false);
  });
});

describe('access that was there before', () => {
  test('stays until something is said of it', () => {
    expect(isDesired(accountAfter(seen(5)))).toBe(true);
    expect(isDesired(accountAfter(seen(5), asked('T-1', 10, 20)))).toBe(true);
    expect(isDesired(accountAfter(seen(5), ended('unknown', 10)))).toBe(false);
    expect(isDesired(accountAfter(seen(5), decided(ruled(1)), decided({ ...undecided, revision: 2 })))).toBe(false);
  });

  test('does not come back when an order is lifted', () => {
    for (const changes of [
      [seen(5), ordered(10)],
      [ordered(1), seen(5)],
    ]) {
      expect(isDesired(accountAfter(...changes, asked('T-1', 20, 30)))).toBe(false);
    }
  });

  test('explains nothing for somebody who has left', () => {
    const back = decided({ ...undecided, revision: 2, leftAt: 3 });
    const left = decided({ ...undecided, hasLeft: true, leftAt: 3 });
    expect(isDesired(accountAfter(left, seen(5), back))).toBe(false);
    // It was seen before anybody said that they had left.
    expect(isDesired(accountAfter(seen(5), left, back))).toBe(false);
  });

  test('stays of somebody who was back before the service knew them', () => {
    expect(isDesired(accountAfter(seen(5), decided({ ...undecided, revision: 2, leftAt: 3 })))).toBe(true);
  });
});

describe('an entity that no rule grants any more', () => {
  test('is named, and has no block', () => {
    const account = accountAfter(ending(1));
    expect(desired(account, 1000)).toEqual(new Map([[japan, false]]));
    expect(blocksOf(account, japan)).toEqual([]);
  });

  test.each([
    ['access from before', seen(5)],
    ['an approval', approved(5)],
  ])('has not even %s, also by a decision that is late', (_, fallback) => {
    expect(isDesired(accountAfter(fallback, ending(1)))).toBe(false);
    expect(isDesired(accountAfter(ending(1), fallback))).toBe(false);
    expect(isDesired(accountAfter(fallback, silent(2), ending(1)))).toBe(false);
    expect(isDesired(accountAfter(fallback, ending(1), silent(2)))).toBe(false);
  });

  test("keeps a publisher's request, earlier or later", () => {
    expect(isDesired(accountAfter(asked('T-1', 10), ending(1)))).toBe(true);
    expect(isDesired(accountAfter(ending(1), asked('T-1', 10)))).toBe(true);
  });
});

describe('an entity that rules denied once', () => {
  test('is not named afterwards, if nothing else was said of it', () => {
    expect(desired(accountAfter(denying(1), silent(2)), 1000).has(japan)).toBe(false);
  });

  test('has the access from before again', () => {
    expect(isDesired(accountAfter(seen(5), denying(1), silent(2)))).toBe(true);
  });
});

describe('a request that translation of an earlier release made', () => {
  const translated = asked(derivedSource, 10);

  test.each([
    ['grants', granting],
    ['no longer grants', ending],
    ['denies', denying],
  ])('is over where a decision %s the entity, whichever comes first', (_, naming) => {
    expect(isDesired(accountAfter(translated, naming(1), silent(2)))).toBe(false);
    expect(isDesired(accountAfter(naming(1), silent(2), translated))).toBe(false);
    expect(isDesired(accountAfter(translated, silent(2), naming(1)))).toBe(false);
    expect(isDesired(accountAfter(naming(1), silent(2), asked(derivedSource, 900)))).toBe(false);
  });

  test('goes on where no decision names the entity', () => {
    expect(isDesired(accountAfter(translated, silent(1)))).toBe(true);
    expect(isDesired(accountAfter(silent(1), translated))).toBe(true);
    const elsewhere = decided(ruled(1, { assignments: new Map([['germany', { rules: ['everybody'] }]]) }));
    expect(isDesired(accountAfter(translated, elsewhere))).toBe(true);
  });

  test('lifts an older order as before, and stays over under a newer one', () => {
    expect(isDesired(accountAfter(ordered(5), granting(1), translated))).toBe(true);
    expect(isDesired(accountAfter(ordered(20), granting(1), translated))).toBe(false);
  });

  test('leaves no approval or access from before in its place', () => {
    for (const fallback of [seen(5), approved(5)]) {
      expect(isDesired(accountAfter(denying(1), translated, fallback, silent(2)))).toBe(false);
    }
  });
});

const times = fc.integer({ min: 0, max: 6 });
const key = fc.constantFrom('T-1', 'T-2', derivedSource);
/** What one history says, each thing once. */
const statements = fc.uniqueArray(
  fc.oneof(
    fc.record({
      kind: fc.constant('asked' as const),
      key,
      time: times,
      expiresAt: fc.option(times, { nil: undefined }),
    }),
    fc.record({ kind: fc.constant('ended' as const), key, time: times }),
    fc.record({ kind: fc.constant('ordered' as const), time: times, hold: fc.boolean() }),
    fc.record({ kind: fc.constant('unblocked' as const), time: times }),
    fc.record({ kind: fc.constant('approved' as const), time: times }),
    fc.record({
      kind: fc.constant('decided' as const),
      generation: fc.integer({ min: 1, max: 2 }),
      revision: times,
      rules: fc.constantFrom('grant' as const, 'deny' as const, 'end' as const, 'are silent' as const),
      state: fc.constantFrom('active' as const, 'suspended' as const, 'left' as const),
      leftAt: fc.option(times, { nil: undefined }),
    }),
  ),
  {
    maxLength: 8,
    // Two events have two ids, and two decisions two revisions.
    selector: (one) => (one.kind === 'decided' ? `decided ${one.generation} ${one.revision}` : JSON.stringify(one)),
  },
);
type Statement = typeof statements extends fc.Arbitrary<(infer One)[]> ? One : never;

function changeOf(one: Statement): AccountChange {
  if (one.kind === 'asked') return asked(one.key, one.time, one.expiresAt);
  if (one.kind === 'ended') return ended(one.key, one.time);
  if (one.kind === 'ordered') return ordered(one.time, one.hold);
  if (one.kind === 'unblocked') return unblocked(one.time);
  if (one.kind === 'approved') return approved(one.time);
  const { generation, revision, rules, state, leftAt } = one;
  const states = { isSuspended: state === 'suspended', hasLeft: state === 'left' };
  const named = { grant: granting, deny: denying, end: ending, 'are silent': silent }[rules](revision);
  return named.kind === 'decide' ? decided({ ...named.decision, generation, ...states, leftAt }) : named;
}

/** What the history means, said without an account: a list of all that was said, and no state. */
function isMeant(history: readonly Statement[], now: number): boolean {
  const of = <Kind extends Statement['kind']>(kind: Kind) =>
    history.filter((one): one is Extract<Statement, { kind: Kind }> => one.kind === kind);
  const [newestDecision] = of('decided').toSorted(
    (one, other) => other.generation - one.generation || other.revision - one.revision,
  );
  const lifts = [...of('asked'), ...of('unblocked')];
  const isOrdered = of('ordered').some(
    (order) =>
      !lifts.some(({ time }) => time > order.time) ||
      (order.hold && !of('unblocked').some(({ time }) => time > order.time)),
  );
  if (isOrdered || (newestDecision && newestDecision.state !== 'active')) return false;
  if (newestDecision?.rules === 'deny') return false;
  if (newestDecision?.rules === 'grant') return true;
  const isNamed =
    history.some(({ kind }) => !['approved', 'unblocked', 'decided'].includes(kind)) || hasBeenRuled(history);
  if (!isNamed && of('approved').some(({ time }) => !hasLeftSince(history, time))) return true;
  const isDecided = of('decided').some(({ rules }) => rules !== 'are silent');
  return ['T-1', 'T-2', ...(isDecided ? [] : [derivedSource])].some((one) => {
    const said = [...of('asked'), ...of('ended')].filter((statement) => statement.key === one);
    const last = Math.max(...said.map(({ time }) => time));
    const newest = said.filter(({ time }) => time === last);
    if (newest.length === 0 || newest.some(({ kind }) => kind === 'ended')) return false;
    // Two requests of one moment: the event's identity decides, in whatever order they come.
    const [counting] = of('asked')
      .filter((statement) => statement.key === one && statement.time === last)
      .toSorted((a, b) => (String(a.expiresAt) < String(b.expiresAt) ? 1 : -1));
    const isOver = of('ordered').some(({ time }) => time >= last) || hasLeftSince(history, last);
    return !isOver && (counting?.expiresAt === undefined || now < counting.expiresAt);
  });
}

/** Whether a decision granted the entity, or said that no rule does any more, however late it came. */
function hasBeenRuled(history: readonly Statement[]): boolean {
  return history.some((one) => one.kind === 'decided' && ['grant', 'end'].includes(one.rules));
}

/** A decision counts only if none before it was newer, so the newest leaving is that of the decisions that counted. */
function hasLeftSince(history: readonly Statement[], time: number): boolean {
  return counted(history).some(({ leftAt }) => leftAt !== undefined && leftAt >= time);
}

/** The decisions that were newer than all before them. */
function counted(history: readonly Statement[]): Extract<Statement, { kind: 'decided' }>[] {
  const decisions = history.filter((one) => one.kind === 'decided');
  const isNewer = (one: (typeof decisions)[number], other: (typeof decisions)[number]) =>
    one.generation > other.generation || (one.generation === other.generation && one.revision >= other.revision);
  return decisions.filter((one, index) => decisions.slice(0, index).every((other) => isNewer(one, other)));
}

test('an account says what its history means', () => {
  fc.assert(
    fc.property(statements, times, (history, now) => {
      expect(isDesired(accountAfter(...history.map(changeOf)), now)).toBe(isMeant(history, now));
    }),
    { numRuns: 2000 },
  );
});

test('the order of arrival does not matter', () => {
  const anyOrder = statements.chain((history) =>
    fc.tuple(fc.constant(history), fc.shuffledSubarray(history, { minLength: history.length })),
  );
  fc.assert(
    fc.property(anyOrder, times, ([history, shuffled], now) => {
      // Every decision of a person carries their newest leaving, so a later one never takes it back.
      const consistent = (all: readonly Statement[]) =>
        all.filter((one) => one.kind !== 'decided' || one.leftAt === undefined);
      const [one, other] = [history, shuffled].map((all) => accountAfter(...consistent(all).map(changeOf)));
      expect(isDesired(one ?? emptyAccount, now)).toBe(isDesired(other ?? emptyAccount, now));
    }),
    { numRuns: 2000 },
  );
});
