import { describe, expect, test } from '@jest/globals';
import { policy, reading } from '../../../fuzz/fixtures/policies.ts';
import type { IdentityEvent } from '../../../lib/identity/read-events.ts';
import type { PersonReading } from '../../../lib/identity/reading.ts';
import { settleEngagements } from '../../../lib/translation/engagements.ts';
import { settleMemberships } from '../../../lib/translation/memberships.ts';
import { growthOfWork } from '../../executed-blocks.ts';

const message = (source: string, readings: readonly PersonReading[]): readonly IdentityEvent[] => [
  { body: '', source, readings },
];

const dayOf = (index: number) => new Date(Date.UTC(2027, 0, index + 1)).toISOString();

describe('the work to settle the changes of one person is linear', () => {
  test('in the engagements that begin and end', async () => {
    const settle = (count: number) => {
      const readings = Array.from({ length: count }, (_, index) => {
        const from = dayOf(index);
        return reading(index % 2 === 0 ? 'joined' : 'left', {}, { effective: { from, until: from } });
      });
      return () => settleEngagements(policy(), message('workday', readings));
    };
    expect(await growthOfWork(settle, 100)).toBeLessThan(16);
  });

  test('in the groups that change', async () => {
    const settle = (count: number) => {
      const readings = Array.from({ length: count }, (_, index) =>
        reading(index % 2 === 0 ? 'added-to-group' : 'removed-from-group', {}, { groups: [`g-${index}`] }),
      );
      return () => settleMemberships(policy(), message('plain', readings));
    };
    expect(await growthOfWork(settle, 100)).toBeLessThan(12);
  });
});
