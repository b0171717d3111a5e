/** The soak's policy: sound, and by it every form of an identity event comes to what the schedule expects. */
import { describe, expect, test } from '@jest/globals';
import * as z from 'zod';
import { excludedUserType, mistakenTeam, policyFile, teams } from '../../../bench/soak/policy.ts';
import {
  departures,
  type EventForm,
  endings,
  grants,
  silences,
} from '../../../bench/soak/publications/identity-forms.ts';
import { officesOf } from '../../../bench/soak/publications/known-access.ts';
import { mistake } from '../../../bench/soak/publications/mistake.ts';
import { unreadable } from '../../../bench/soak/publications/unreadable.ts';
import { readPolicyFile } from '../../../lib/policy/policy-file.ts';
import { planMessage } from '../../../lib/translation/plan.ts';
import { offices } from '../../../local/zuora/large-tenant.ts';
import { soakPolicy, whatBecomesOf } from './known-people.ts';

const [team = { name: '', offices: [] }] = teams;
const facts = { id: '1', username: 'ada@example.com', account: 'ada', time: '2026-11-21T09:30:00.000Z' };

const typed = z.object({ type: z.string().optional(), eventType: z.string().optional() });

/** Each form by the type that its events have. */
const named = (forms: readonly (readonly [number, EventForm])[]) =>
  forms.map(([, form]) => {
    const { type, eventType = type } = typed.parse(form.event(facts, team));
    return [eventType ?? 'a SCIM user', form] as const;
  });

const decided = (form: EventForm) => whatBecomesOf([JSON.stringify(form.event(facts, team))]).decided;

test('the policy is one that is packaged', () => {
  expect(readPolicyFile(policyFile)).toMatchObject({ success: true });
});

describe('by the policy', () => {
  test.each(named(grants))('the team’s offices are given after %s', (_, form) => {
    expect([...decided(form).assignments.keys()]).toEqual(team.offices);
    expect([...officesOf([{ source: form.source, at: 0, says: form.says(team) }])]).toEqual(team.offices);
  });

  test.each(named(departures))('the team’s offices are ended after %s', (_, form) => {
    expect([...decided(form).ended.keys()]).toEqual(team.offices);
  });

  test.each(named(endings))('no office may be entered after %s', (_, form) => {
    const { isSuspended, hasLeft, denials } = decided(form);
    const isBlocked = isSuspended || hasLeft;
    expect([isBlocked, ...denials.keys()]).toEqual(isBlocked ? [true] : [false, ...offices]);
    expect(JSON.stringify(form.event(facts, team)).includes(excludedUserType)).toBe(!isBlocked);
  });

  test('the members of a group that is deleted by mistake have its office until then', () => {
    const bodies = mistake(7, 2).map(({ body }) => body);
    const [first = '', , deleted = ''] = bodies;
    expect([...whatBecomesOf([first]).decided.assignments.keys()]).toEqual(mistakenTeam.offices);
    expect(planMessage(soakPolicy, deleted, facts.time)).toMatchObject({
      bad: [],
      changes: [{ groupEnd: { groups: [{ name: mistakenTeam.name }] } }],
    });
  });

  test.each(named(silences))('nothing follows from %s', (_, form) => {
    expect(whatBecomesOf([JSON.stringify(form.event(facts, team))]).revision).toBe(0);
  });

  test.each(unreadable.map(([, poison]) => poison))('what cannot be read is a dead letter: %s', (reason, form) => {
    const content = form('1');
    const body = typeof content === 'string' ? content : JSON.stringify(content);
    const { changes, bad } = planMessage(soakPolicy, body, facts.time);
    expect(changes.every((change) => 'line' in change)).toBe(true);
    expect(bad).toMatchObject([{ body, error: { reason } }]);
  });
});
