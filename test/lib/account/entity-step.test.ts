import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { toldByAnswer, toldByLook, withBegun } from '../../../lib/account/begun-write.ts';
import { type Answer, type EntityAccess, isOutcomeUnknown, type Write } from '../../../lib/account/entity-access.ts';
import { afterLook, afterWrite } from '../../../lib/account/entity-learning.ts';
import { type Next, nextStep, type Wish } from '../../../lib/account/entity-step.ts';

/** How long Zuora may work on a write that it did not answer. */
const limit = 10;

/** One entity of a tenant, as Zuora has it. */
interface Tenant {
  isGranted: boolean;
  isPending: boolean;
  /** A write that was not answered, and has not taken effect yet. */
  late: { write: Write; until: number } | undefined;
  /** How often the service asked, and approved. */
  requests: number;
  approvals: number;
}

function takeEffect(tenant: Tenant, write: Write): void {
  if (write === 'request' && !tenant.isGranted) tenant.isPending = true;
  if (write === 'approve-own' && tenant.isPending) Object.assign(tenant, { isGranted: true, isPending: false });
  if (write === 'deny') Object.assign(tenant, { isGranted: false, isPending: false });
}

/** What happens, one thing after the other. */
const happening = fc.oneof(
  { weight: 6, arbitrary: fc.constant('converge') },
  { weight: 3, arbitrary: fc.constantFrom('give', 'end') },
  { weight: 2, arbitrary: fc.constantFrom('suspend', 'return') },
  fc.constantFrom('approve', 'deny', 'remove', 'grant', 'land', 'wait', 'automatic', 'hold', 'lift'),
);
const happenings = fc.array(happening, { maxLength: 25 });
const fates = fc.infiniteStream(fc.constantFrom('answered', 'answered', 'lost', 'late', 'never', 'refused'));

class Run {
  readonly tenant: Tenant = { isGranted: false, isPending: false, late: undefined, requests: 0, approvals: 0 };
  access: EntityAccess = {};
  /** Without a suspension. */
  given: Wish = { isDesired: false, isProtected: false };
  isSuspended = false;
  now = 0;
  /** Whether a request of the service may have arrived since the access was to end. */
  hasAsked = false;
  last: Next | undefined;
  /** Whether a look has shown the access since anything was last said or written. */
  isVerified = false;
  /** Whether somebody else took what was verified, and nothing was said or given since. */
  isTaken = false;
  /** Whether Zuora has left a request or an approval unanswered. */
  wasUnanswered = false;
  /** What others did: the exceptions from "access is as it is desired". */
  readonly byOthers = new Set<string>();

  get wish(): Wish {
    const { given, isSuspended } = this;
    return isSuspended && given.isDesired ? { ...given, isDesired: false, onReturn: given } : given;
  }

  happen(what: string, fate: () => string): void {
    const { tenant } = this;
    this.now += 1;
    if (tenant.late && tenant.late.until <= this.now) this.land();
    if (what === 'converge') this.converge(fate());
    if (what === 'give' || what === 'end') {
      this.given = { ...this.given, isDesired: what === 'give', saidAt: this.now };
      this.byOthers.clear();
      Object.assign(this, { isVerified: false, isTaken: false });
    }
    if (what === 'suspend' || what === 'return') this.isSuspended = what === 'suspend';
    if (what === 'approve' && tenant.isPending) Object.assign(tenant, { isGranted: true, isPending: false });
    if (what === 'deny' && tenant.isPending) {
      tenant.isPending = false;
      this.byOthers.add('denied');
    }
    if (what === 'remove' && tenant.isGranted) {
      tenant.isGranted = false;
      this.isTaken = this.isVerified;
      this.byOthers.add('removed');
    }
    if (what === 'grant') Object.assign(tenant, { isGranted: true, isPending: false });
    if (what === 'land') this.land();
    if (what === 'wait') this.now += limit;
    if (what === 'ask' && !tenant.isGranted) tenant.isPending = true;
    if (what === 'hold' || what === 'lift') this.given = { ...this.given, mayHaveLeft: what === 'hold' };
    if (what === 'automatic') this.given = { ...this.given, isAutomatic: true };
    if (tenant.isGranted) this.isTaken = false;
  }

  land(): void {
    if (this.tenant.late) takeEffect(this.tenant, this.tenant.late.write);
    this.tenant.late = undefined;
  }

  converge(fate: string): void {
    const { tenant, wish } = this;
    const isShown = tenant.isGranted;
    this.access = afterLook(toldByLook(this.access, isShown, this.now).access, isShown, wish, this.now);
    const next = nextStep(this.access, isShown, wish, this.now);
    this.last = next;
    if (this.isTaken) expect(next.do).not.toBe('request');
    if (next.do === 'nothing') {
      this.isVerified ||= next.state === 'verified';
      return;
    }
    this.isVerified = false;
    expect(wish.mayHaveLeft === true && next.do !== 'deny').toBe(false);
    expect(tenant.late).toBeUndefined(); // Never while Zuora may work on an earlier write.
    if (next.do === 'request') tenant.requests += 1;
    if (next.do === 'approve-own') {
      expect(wish.isDesired && this.hasAsked).toBe(true);
      tenant.approvals += 1;
    }
    const answer = this.answerOf(next.do, fate);
    if (next.do === 'request' && answer.is !== 'refused') this.hasAsked = true;
    if (next.do === 'deny' && answer.is === 'accepted') {
      this.hasAsked = false;
      this.wasUnanswered = false;
    }
    const attempt = { at: this.now, by: String(this.now), event: 'event' };
    const { access } = toldByAnswer(this.access, { write: next.do, answer, attempt }, isShown);
    const after = afterWrite(access, next.do, answer, isShown, this.now);
    this.access = answer.is === 'unknown' ? withBegun(after, { write: next.do, attempt }) : after;
  }

  answerOf(write: Write, fate: string): Answer {
    const until = this.now + limit;
    const { isGranted, isPending } = this.tenant;
    // Zuora knows such a request already, or nothing that could be denied.
    if (fate !== 'never' && (write === 'request' ? isPending : !isGranted && !isPending)) {
      return { is: 'refused', reason: 'business-rule' };
    }
    if (fate === 'refused') {
      this.byOthers.add('refused');
      return { is: 'refused', reason: 'permission-denied' };
    }
    if (fate !== 'answered' && write !== 'deny') this.wasUnanswered = true;
    if (fate === 'late') this.tenant.late = { write, until };
    if (fate === 'lost' || fate === 'answered') takeEffect(this.tenant, write);
    return fate === 'answered' ? { is: 'accepted' } : { is: 'unknown', until };
  }

  /** Nothing more happens, nothing is held, and every write is answered. */
  becomeQuiet(): void {
    this.happen('lift', answered);
    for (let times = 0; times < 5; times += 1) {
      this.now += limit;
      this.land();
      this.converge('answered');
    }
  }
}

function afterHistory(history: readonly string[], fate: () => string): Run {
  const run = new Run();
  for (const what of history) run.happen(what, fate);
  run.becomeQuiet();
  return run;
}

test('after all is quiet, access is as it is desired, or the state says why it is not', () => {
  fc.assert(
    fc.property(happenings, fates, (history, stream) => {
      const { tenant, wish, last, byOthers, access, wasUnanswered } = afterHistory(history, () =>
        String(stream.next().value),
      );
      expect(last?.do).toBe('nothing');
      const state = last?.do === 'nothing' ? last.state : undefined;
      if (wish.isDesired) {
        if (tenant.isGranted) expect(state).toBe('verified');
        else if (tenant.isPending) {
          const isTold = state === 'outcome-unknown' && isOutcomeUnknown(access) && wasUnanswered;
          expect(state === 'pending' || isTold || byOthers.size > 0).toBe(true);
          if (wish.isAutomatic) expect([...byOthers]).not.toEqual([]);
        } else expect([...byOthers]).not.toEqual([]);
      } else if (tenant.isGranted || tenant.isPending) {
        expect({ state, byOthers: [...byOthers] }).toEqual({
          state: 'failed',
          byOthers: expect.arrayContaining(['refused']),
        });
      } else expect(['ended', 'failed']).toContain(state);
    }),
    { numRuns: 20_000 },
  );
});

test('whatever happens, a request is approved only if we made it, and access is to exist', () => {
  const withOthers = fc.array(fc.oneof({ weight: 6, arbitrary: happening }, fc.constant('ask')), { maxLength: 25 });
  let approvals = 0;
  fc.assert(
    fc.property(withOthers, fates, (history, stream) => {
      // Every approval of the run is held against this.
      const { tenant } = afterHistory(['automatic', ...history], () => String(stream.next().value));
      approvals += tenant.approvals;
    }),
    { numRuns: 20_000 },
  );
  expect(approvals).toBeGreaterThan(1000);
});

const wantsAgain = ['give', 'converge'];
const verified = [...wantsAgain, 'approve', 'converge'];

test('what somebody took is not asked for again as long as nobody says anything new', () => {
  const silent = fc.array(
    fc.oneof(
      { weight: 2, arbitrary: fc.constant('converge') },
      fc.constantFrom('suspend', 'return', 'approve', 'remove', 'wait', 'land'),
    ),
    { maxLength: 25 },
  );
  let taken = 0;
  fc.assert(
    fc.property(silent, fates, (history, stream) => {
      // Every request of the run is held against this.
      const { isTaken } = afterHistory([...verified, ...history, 'return'], () => String(stream.next().value));
      if (isTaken) taken += 1;
    }),
    { numRuns: 5000 },
  );
  expect(taken).toBeGreaterThan(100);
});

const answered = () => 'answered';

test.each([
  ['that an administrator denied', ['deny'], []],
  ['that somebody took away', ['approve', 'converge', 'remove'], []],
])('access %s is asked for again after a newer request only', (_, happened) => {
  const run = afterHistory([...wantsAgain, ...happened, 'converge', 'converge'], answered);
  expect(run.tenant.requests).toBe(1);
  for (const what of [...wantsAgain]) run.happen(what, answered);
  expect(run.tenant.requests).toBe(2);
});

test('nothing is asked for as long as the person may have left, and access stays', () => {
  const run = new Run();
  for (const what of ['hold', 'give', 'converge', 'converge']) run.happen(what, answered);
  expect(run.last).toEqual({ do: 'nothing', state: 'may-have-left' });
  for (const what of ['grant', 'converge']) run.happen(what, answered);
  expect(run.last).toEqual({ do: 'nothing', state: 'verified' });
  for (const what of ['end', 'converge']) run.happen(what, answered);
  expect(run.tenant).toMatchObject({ isGranted: false, requests: 0 });
});

test('what somebody took stays taken after a suspension, whether a look has missed it before or not', () => {
  for (const looks of [['converge'], []]) {
    const taken = [...verified, 'remove', ...looks, 'suspend', 'converge', 'return', 'converge'];
    const run = afterHistory(taken, answered);
    expect(run.last).toEqual({ do: 'nothing', state: 'removed-outside' });
    for (const what of wantsAgain) run.happen(what, answered);
    expect(run.tenant.requests).toBe(2);
  }
});

test('access that a suspension ended is asked for again on the return', () => {
  const history = [...verified, 'suspend', 'converge', 'return', 'converge'];
  expect(afterHistory(history, answered).tenant).toMatchObject({ isPending: true, requests: 2 });
});

test('access that was not to exist in between is asked for again', () => {
  const run = afterHistory(['give', 'converge', 'end', 'converge', 'give', 'converge'], answered);
  expect(run.tenant.requests).toBe(2);
});

/** Fates of the first writes. The others are answered. */
function fatesOf(...first: readonly string[]): () => string {
  const fate = first[Symbol.iterator]();
  return () => String(fate.next().value ?? 'answered');
}

describe('a request that Zuora refuses after one that it did not answer', () => {
  const refused = ['give', 'converge', 'wait', 'converge'];

  test('leaves its outcome unknown, and nothing is sent until somebody asks anew', () => {
    const run = afterHistory([...refused, 'converge'], fatesOf('lost'));
    expect(run.last).toEqual({ do: 'nothing', state: 'outcome-unknown' });
    expect(run.tenant.requests).toBe(2);
    for (const what of wantsAgain) run.happen(what, answered);
    expect(run.tenant.requests).toBe(3);
  });

  test('is denied, if the access is to end: the other one may be pending', () => {
    const run = afterHistory([...refused, 'end', 'converge'], fatesOf('lost'));
    expect(run.last).toEqual({ do: 'nothing', state: 'ended' });
    expect(run.tenant.isPending).toBe(false);
  });

  test('is verified, once an administrator grants the other one', () => {
    const run = afterHistory([...refused, 'approve', 'converge'], fatesOf('lost'));
    expect(run.last).toEqual({ do: 'nothing', state: 'verified' });
    expect(isOutcomeUnknown(run.access)).toBe(false);
  });

  test.each([
    ['approved where ours are approved automatically: what can be approved was pending', [], 'verified', 1],
    ['not approved as long as the person may have left', ['hold'], 'may-have-left', 0],
  ])('is %s', (_, before, state, approvals) => {
    const run = new Run();
    const fate = fatesOf('lost');
    for (const what of ['automatic', ...refused, ...before]) run.happen(what, fate);
    expect(isOutcomeUnknown(run.access)).toBe(true);
    for (const what of ['converge', 'converge']) run.happen(what, fate);
    expect(run.last).toEqual({ do: 'nothing', state });
    expect(run.tenant.approvals).toBe(approvals);
  });

  test('stays so where Zuora refuses the approval too', () => {
    const run = new Run();
    const fate = fatesOf('lost', 'answered', 'refused');
    for (const what of ['automatic', ...refused, 'converge', 'converge']) run.happen(what, fate);
    expect(run.last).toEqual({ do: 'nothing', state: 'outcome-unknown' });
    for (const what of [...wantsAgain, 'converge']) run.happen(what, fate);
    expect(isOutcomeUnknown(run.access)).toBe(true);
    expect(run.tenant.approvals).toBe(1);
  });
});

describe('in an entity with automatic approval', () => {
  const automatic = ['automatic', ...wantsAgain];

  test('a request is approved, and verified', () => {
    const run = afterHistory(automatic, answered);
    expect(run.last).toEqual({ do: 'nothing', state: 'verified' });
    expect(run.tenant).toMatchObject({ isGranted: true, requests: 1, approvals: 1 });
  });

  test('a request that was pending before is approved too', () => {
    const run = afterHistory([...wantsAgain, 'converge', 'automatic', 'converge'], answered);
    expect(run.tenant).toMatchObject({ isGranted: true, requests: 1, approvals: 1 });
  });

  test("somebody else's request is never approved", () => {
    const run = afterHistory(['ask', ...automatic, 'converge'], answered);
    expect(run.last).toEqual({ do: 'nothing', state: 'failed' });
    expect(run.tenant).toMatchObject({ isPending: true, approvals: 0 });
  });

  test('an approval that Zuora refuses leaves the request pending, and is not sent again', () => {
    const run = afterHistory([...automatic, 'converge', 'converge'], fatesOf('answered', 'refused'));
    expect(run.last).toEqual({ do: 'nothing', state: 'pending' });
    expect(run.tenant).toMatchObject({ isPending: true, requests: 1, approvals: 1 });
  });

  test("an administrator's denial is not asked again before a newer request", () => {
    const run = afterHistory([...wantsAgain, 'deny', 'automatic', 'converge', 'converge'], answered);
    expect(run.last).toEqual({ do: 'nothing', state: 'pending' });
    expect(run.tenant).toMatchObject({ isGranted: false, requests: 1, approvals: 1 });
    for (const what of [...wantsAgain, 'converge', 'converge']) run.happen(what, answered);
    expect(run.tenant).toMatchObject({ isGranted: true, requests: 2, approvals: 2 });
  });

  test('a denial by an administrator that lands after the approval is not asked again', () => {
    const run = afterHistory([...automatic, 'converge'], answered);
    run.tenant.isGranted = false;
    run.becomeQuiet();
    expect(run.tenant).toMatchObject({ isGranted: false, isPending: false, requests: 1, approvals: 1 });
  });

  test('an approval without an answer closes the entity, and is then looked for', () => {
    const fate = fatesOf('answered', 'late');
    const run = new Run();
    for (const what of [...automatic, 'converge', 'converge']) run.happen(what, fate);
    expect(run.last).toEqual({ do: 'nothing', state: 'closed' });
    run.becomeQuiet();
    expect(run.last).toEqual({ do: 'nothing', state: 'verified' });
    expect(run.tenant.approvals).toBe(1);
  });

  test('what is not to exist is denied, not approved', () => {
    const run = afterHistory([...wantsAgain, 'end', 'automatic', 'converge'], answered);
    expect(run.last).toEqual({ do: 'nothing', state: 'ended' });
    expect(run.tenant).toMatchObject({ isPending: false, approvals: 0 });
  });
});

test('a denial that lands late is seen, and access is asked for again', () => {
  const history = ['give', 'converge', 'approve', 'converge', 'end', 'converge', 'give', 'converge'];
  const run = afterHistory(history, fatesOf('answered', 'late'));
  expect(run.last).toEqual({ do: 'nothing', state: 'pending' });
  expect(run.tenant).toMatchObject({ isPending: true, requests: 2 });
});

test('the home entity stays, and the state says so', () => {
  const run = new Run();
  run.tenant.isGranted = true;
  run.given = { isDesired: false, isProtected: true, isHome: true, saidAt: 0 };
  run.becomeQuiet();
  expect(run.last).toEqual({ do: 'nothing', state: 'home-remains' });
});

test('a protected login keeps its access, and the state says so', () => {
  const run = new Run();
  run.tenant.isGranted = true;
  run.given = { isDesired: false, isProtected: true, saidAt: 0 };
  run.becomeQuiet();
  expect(run.last).toEqual({ do: 'nothing', state: 'protected' });
  expect(run.tenant.isGranted).toBe(true);
});
