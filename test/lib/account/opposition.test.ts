import { expect, test } from '@jest/globals';
import { type Account, emptyAccount } from '../../../lib/account/account.ts';
import { changed } from '../../../lib/account/account-change.ts';
import type { SaidChange } from '../../../lib/account/open-change.ts';
import { oppositionsTo } from '../../../lib/account/opposition.ts';
import { derivedSource } from '../../../lib/event/derived-source.ts';
import { japan } from '../../factories.ts';

const now = 1_795_900_000_000;

function requested(time: number, expiresAt?: number, key = 'T-1'): SaidChange {
  const assignment = { time, event: 'one', isEnded: false, expiresAt };
  return { kind: 'request', entityIds: [japan], key, assignment };
}

/** What counts instead of an event, once the account has heard it. */
function opposed(said: SaidChange, before: Account = emptyAccount): unknown {
  return oppositionsTo(said, changed(before, said), now).get(japan);
}

const forgetful: Account = { ...emptyAccount, forgottenAt: now - 1 };

test.each([
  ['a request', requested(now - 2)],
  ['an approval', { kind: 'approve', entityIds: [japan], time: now - 2 } as const],
])('%s from before what the account has forgotten is superseded', (_, said) => {
  expect(opposed(said, forgetful)).toEqual({ by: 'end', time: now - 1 });
});

test.each([
  ['is newer than what the account has forgotten', requested(now), forgetful],
  ['gives access', requested(now - 2), emptyAccount],
  ['has an end that has passed', requested(now - 2, now - 1), emptyAccount],
])('nothing opposes a request that %s', (_, said, before) => {
  expect(opposed(said, before)).toBeUndefined();
});

test('a decision takes the place of a request that translation of an earlier release made', () => {
  const decision = {
    ...{ generation: 1, revision: 1, isSuspended: false, hasLeft: false, leftAt: undefined },
    ...{ assignments: new Map(), denials: new Map(), ended: new Map([[japan, ['project']]]) },
  };
  const decided = changed(emptyAccount, { kind: 'decide', decision });
  expect(opposed(requested(now, undefined, derivedSource), decided)).toEqual({ by: 'policy' });
  expect(opposed(requested(now), decided)).toBeUndefined();
  expect(opposed(requested(now, undefined, derivedSource))).toBeUndefined();
});
