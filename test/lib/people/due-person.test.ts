/** When somebody is looked at without an event. */
import { describe, expect, test } from '@jest/globals';
import { nothingDecided } from '../../../lib/people/decided-access.ts';
import { dueWhileWaiting, isGraceOver } from '../../../lib/people/due-person.ts';
import type { QuarantinedEffect } from '../../../lib/safeguard/quarantined.ts';

const now = Date.parse('2026-11-21T09:30:00.000Z');
const minute = 60_000;
const hour = 60 * minute;
const iso = (time: number) => new Date(time).toISOString();

const waits = (kind: QuarantinedEffect['kind'], entityId?: string): QuarantinedEffect => ({
  ...{ kind, behind: ['r'], set: 's', cause: 'c', since: iso(now) },
  ...(entityId !== undefined && { entityId }),
});
const person = (endsAt: Record<string, number>, ...quarantined: QuarantinedEffect[]) => ({
  decided: { ...nothingDecided, endsAt: new Map(Object.entries(endsAt).map(([id, end]) => [id, iso(end)])) },
  ...(quarantined.length > 0 && { quarantined }),
});

describe('somebody', () => {
  test.each([
    ['of whom nothing waits is not looked at', person({}), undefined],
    ['in a grace is looked at when it ends', person({ a: now + 3 * hour, b: now + hour }), now + hour],
    ['whose grace is over is looked at once', person({ a: now - minute }), now - minute],
    ['whose end waits is looked at after a day', person({ a: now - minute }, waits('end', 'a')), now + 24 * hour],
    ['is looked at for another end', person({ a: now - hour, b: now + hour }, waits('end', 'a')), now + hour],
    ['whose leaving waits is looked at every hour', person({ a: now - minute }, waits('leaving')), now + hour],
    [
      'whose leaving an operator keeps is looked at when a grace ends',
      person({ a: now + minute }, { ...waits('leaving'), isKept: true }),
      now + minute,
    ],
  ])('%s', (_, one, dueAt) => {
    expect(dueWhileWaiting(one, now)?.dueAt).toBe(dueAt);
    expect(isGraceOver(one, now)).toBe(dueAt !== undefined && dueAt <= now);
  });
});
