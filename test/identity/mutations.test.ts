import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { claimsOf } from '../../lib/identity/security-event-token.ts';
import { user } from './fixtures/scim.ts';
import { leavesAndBranches, mutated } from './mutations.ts';
import { lines, people, read, sentAt } from './outcomes.ts';

const latest = Date.parse(sentAt) + 5 * 60 * 1000;

/** Everything that a body says, in whatever it is wrapped. */
function said(content: unknown): string {
  return leavesAndBranches(content)
    .flatMap((leaf) => {
      if (typeof leaf !== 'string') return [String(typeof leaf === 'object' ? '' : leaf)];
      return [
        leaf,
        said(claimsOf(leaf)),
        leaf.startsWith('{') || leaf.startsWith('[') || leaf.startsWith('"') ? said(parsed(leaf)) : '',
      ];
    })
    .join('\n');
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

test('whatever a payload holds, it is read without a throw, and only what it says comes out', () => {
  fc.assert(
    fc.property(mutated, (content) => {
      const body = JSON.stringify(content) ?? '';
      const events = read(body);
      const found = people(events);
      const words = said(parsed(body));
      for (const { person, groups, time, effectiveAt } of found) {
        for (const value of [...Object.values(person).flat(), ...groups]) {
          // Whether somebody is active is told in many words.
          if (typeof value !== 'boolean') expect(words).toContain(String(value));
        }
        expect(Object.getPrototypeOf(person)).toBe(Object.prototype);
        expect(Date.parse(time)).toBeLessThanOrEqual(latest);
        expect(Date.parse(effectiveAt ?? sentAt)).not.toBeNaN();
      }
      for (const event of events) {
        if ('error' in event) continue;
        const ids = people([event]).map(({ id }) => id);
        expect(new Set(ids).size).toBe(ids.length);
        expect(event.readings.length).toBeGreaterThan(0);
      }
      expect(JSON.stringify(found)).not.toContain('planted-secret');
      expect({}).not.toHaveProperty('userName');
    }),
    { numRuns: 2000, seed: 5 },
  );
});

test('a neighbour is read as it is, whatever stands next to it', () => {
  fc.assert(
    fc.property(mutated, (content) => {
      const all = lines(read([user(), content, user()]));
      expect([all.at(0), all.at(-1)]).toEqual(['joined ada@example.com', 'joined ada@example.com']);
    }),
    { numRuns: 500, seed: 5 },
  );
});

test('what is dead-lettered alone is as bad when it comes again', () => {
  fc.assert(
    fc.property(mutated, mutated, (one, two) => {
      const bad = read([one, two]).filter((event) => 'error' in event);
      for (const { body, error } of bad) {
        // Alone it has an envelope less around it.
        if (!error.message.includes('envelopes')) expect(lines(read(body))).toContain(`bad ${error.reason}`);
      }
    }),
    { numRuns: 500, seed: 5 },
  );
});
