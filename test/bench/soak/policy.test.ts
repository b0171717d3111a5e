/** The soak's policy: sound, and by it every form of an identity event comes to what the schedule expects. */
import { describe, expect, test } from '@jest/globals';
import * as z from 'zod';
import { policyFile, teams } from '../../../bench/soak/policy.ts';
import {
  type EventForm,
  grants,
  removals,
  silences,
  unreadable,
} from '../../../bench/soak/publications/identity-forms.ts';
import { readPolicyFile } from '../../../lib/policy/policy-file.ts';
import { planMessage } from '../../../lib/translation/plan.ts';
import { offices } from '../../../local/zuora/large-tenant.ts';

const read = readPolicyFile(policyFile);
const [team = { name: '', offices: [] }] = teams;
const username = 'ada@example.com';

function planOf(content: object | string) {
  if (!read.success) throw new Error(JSON.stringify(read.problems));
  const body = typeof content === 'string' ? content : JSON.stringify(content);
  return { body, ...planMessage(read.policy, body, '2026-11-21T09:30:00.000Z') };
}

const typed = z.object({ type: z.string().optional(), eventType: z.string().optional() });

/** Each form by the type that its events have. */
const named = (forms: readonly (readonly [number, EventForm])[]) =>
  forms.map(([, form]) => {
    const { type, eventType = type } = typed.parse(form('1', username, team));
    return [eventType ?? 'a SCIM user', form] as const;
  });

const sentFor = (content: object) =>
  planOf(content)
    .changes.flatMap(({ events }) => events)
    .map(({ type, data }) => [type, data.username, data.targetEntityIds]);

test('the policy is one that is packaged', () => {
  expect(read).toMatchObject({ success: true });
});

describe('by the policy', () => {
  test.each(named(grants))('a request for the team’s offices follows from %s', (_, form) => {
    expect(sentFor(form('1', username, team))).toEqual([['zuora.user-access.requested.v1', username, team.offices]]);
  });

  test.each(named(removals))('the team’s offices are revoked after %s', (_, form) => {
    const [[type, about, revoked] = [], ...others] = sentFor(form('1', username, team));
    expect([type, about, others]).toEqual(['zuora.user-access.revoked.v1', username, []]);
    expect([team.offices, offices]).toContainEqual(revoked);
  });

  test.each(named(silences))('nothing follows from %s', (_, form) => {
    expect(planOf(form('1', username, team))).toMatchObject({
      changes: [{ events: [], line: { outcome: 'ignored' } }],
      bad: [],
    });
  });

  test.each(unreadable.map(([, poison]) => poison))('what cannot be read is a dead letter: %s', (reason, form) => {
    const { body, ...planned } = planOf(form('1'));
    expect(planned).toMatchObject({ changes: [{ events: [] }], bad: [{ body, error: { reason } }] });
  });
});
