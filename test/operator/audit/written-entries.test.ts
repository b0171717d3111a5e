import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { AuditEntry } from '../../../lib/audit/audit-entry.ts';
import { inOneOrder } from '../../../operator/audit/written-entries.ts';
import { auditEntry } from '../../audit-entries.ts';

async function allOf(pages: AsyncIterable<readonly AuditEntry[]>): Promise<AuditEntry[]> {
  const all: AuditEntry[] = [];
  for await (const page of pages) all.push(...page);
  return all;
}

async function* paged(entries: readonly AuditEntry[], length: number): AsyncGenerator<readonly AuditEntry[]> {
  for (let first = 0; first < entries.length; first += length) yield entries.slice(first, first + length);
}

/** As an index may return them: by place, and in any order where the place is the same. */
const answered = fc
  .array(fc.record({ second: fc.integer({ min: 0, max: 3 }), account: fc.integer({ min: 0, max: 9 }) }))
  .map((rows) =>
    rows
      .map(({ second, account }, index) =>
        auditEntry({
          ...{ account: `account-${account}`, recordedAt: `2026-11-20T10:00:0${second}.000Z` },
          position: `position-${index}`,
        }),
      )
      .sort((one, other) => (one.place < other.place ? -1 : 1)),
  );

test('entries of one place come in one order, on whatever pages they are, and none is lost', async () => {
  await fc.assert(
    fc.asyncProperty(answered, fc.integer({ min: 1, max: 5 }), async (entries, length) => {
      const found = await allOf(inOneOrder(paged(entries, length)));
      const reversed = [...new Set(entries.map(({ place }) => place))].flatMap((place) =>
        entries.filter((entry) => entry.place === place).reverse(),
      );
      expect(await allOf(inOneOrder(paged(reversed, length + 1)))).toEqual(found);
      expect(found).toHaveLength(entries.length);
      expect(new Set(found)).toEqual(new Set(entries));
      expect(found.map(({ place }) => place)).toEqual(entries.map(({ place }) => place));
    }),
  );
});
