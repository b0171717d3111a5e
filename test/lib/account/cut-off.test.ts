import { expect, test } from '@jest/globals';
import { emptyAccount } from '../../../lib/account/account.ts';
import type { LinkedAccount } from '../../../lib/account/account-item.ts';
import { planAfter } from '../../../lib/account/convergence.ts';
import { type RecordedIn, withAttempt, withSaid } from '../../../lib/account/cut-off.ts';
import type { OpenChange } from '../../../lib/account/open-change.ts';
import { pendingRequests } from '../../../lib/account/pending.ts';
import { japan } from '../../factories.ts';

const now = 1_795_900_000_000;
const minute = 60_000;
const wish = { isProtected: false, approves: false, automatic: new Set<string>() };

const unknown: LinkedAccount = {
  ...{ id: 'an-id', login: 'ada@example.com', account: emptyAccount, access: new Map(), openChanges: new Map() },
  ...{ spelling: undefined, firstLookAt: undefined, isTakenOver: true },
};

/** The account after an attempt that was cut off, as the next one knows it. */
function afterCutOff(
  change: OpenChange['change'],
  before = unknown,
  recordedIn: RecordedIn = () => 'nothing',
): LinkedAccount {
  return withAttempt(withSaid(before, change), 'event', { change, begunAt: now, owner: 'gone' }, recordedIn);
}

test('access that an approval may have given is no baseline', () => {
  const linked = afterCutOff({ kind: 'approve', entityIds: [japan], time: now });
  const look = { granted: new Set([japan]), at: now + minute };
  const { account } = planAfter(look, linked, [japan], { ...wish, approves: true }).linked;
  expect(account.entities.get(japan)).toMatchObject({ approval: { isReplaced: false } });
  expect(account.entities.get(japan)?.baseline).toBeUndefined();
});

const requested = withSaid(unknown, {
  ...{ kind: 'request', entityIds: [japan], key: 'hr' },
  assignment: { time: now - minute, event: 'one', isEnded: false },
});
const verified = { ...requested, access: new Map([[japan, { verifiedAt: now }]]), firstLookAt: now };
const missing = { granted: new Set<string>(), at: now + minute };

test('access that was verified is not asked for again because a look was cut off', () => {
  const { steps } = planAfter(missing, afterCutOff({ kind: 'look' }, verified), [japan], wish);
  expect(steps.get(japan)).toEqual({ do: 'nothing', state: 'removed-outside' });
});

test('access that was verified may be asked for by a newer request that was cut off', () => {
  const newer: OpenChange['change'] = {
    ...{ kind: 'request', entityIds: [japan], key: 'hr' },
    assignment: { time: now + 1, event: 'two', isEnded: false },
  };
  expect(afterCutOff(newer, verified).access.get(japan)).toMatchObject({ unansweredAt: now });
});

test('access that somebody took is no pending request because a look was cut off', () => {
  const taken = { ...verified, access: new Map([[japan, { removedAt: now - 1 }]]) };
  const { linked, steps } = planAfter(missing, afterCutOff({ kind: 'look' }, taken), [japan], wish);
  expect(steps.get(japan)).toEqual({ do: 'nothing', state: 'removed-outside' });
  expect(pendingRequests(linked, missing.at)).toEqual([]);
});

test('an unblock that was cut off has denied nothing', () => {
  const held = withSaid(requested, { kind: 'order', entityIds: [japan], time: now - 1, hold: true });
  const linked = afterCutOff({ kind: 'unblock', entityIds: [japan], time: now - 2 }, { ...held, firstLookAt: now - 1 });
  expect(planAfter(missing, linked, [japan], wish).findings).toEqual([]);
});

test.each([
  ['has not written', 'not-written', undefined],
  ['may have written', 'nothing', { unansweredAt: now }],
  ['has written', 'accepted', { askedAt: now }],
] as const)("an attempt %s if the event's record has of the entity: %s", (_, recorded, known) => {
  const request: OpenChange['change'] = {
    ...{ kind: 'request', entityIds: [japan], key: 'hr' },
    assignment: { time: now, event: 'one', isEnded: false },
  };
  const access = afterCutOff(request, unknown, () => recorded).access.get(japan);
  if (known) expect(access).toMatchObject(known);
  else expect(access).toBeUndefined();
});

test('an attempt whose event was accepted, and that had nothing to request, has requested nothing', () => {
  const request: OpenChange['change'] = {
    ...{ kind: 'request', entityIds: [japan], key: 'hr' },
    assignment: { time: now - minute, event: 'one', isEnded: false },
  };
  const asked = { ...requested, access: new Map([[japan, { askedAt: now - 1 }]]), firstLookAt: now - 1 };
  const linked = afterCutOff(request, asked, () => 'accepted');
  const { findings } = planAfter({ granted: new Set([japan]), at: now + minute }, linked, [japan], wish);
  expect(findings.map(({ what }) => what)).toEqual(['verify']);
});
