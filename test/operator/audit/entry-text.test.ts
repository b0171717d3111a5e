import { describe, expect, test } from '@jest/globals';
import { auditEntry as schema } from '../../../lib/audit/audit-entry.ts';
import { entryHeading, entryLine, entryRecord } from '../../../operator/audit/entry-text.ts';
import { auditEntry } from '../../audit-entries.ts';
import { parseCsv } from '../../csv.ts';
import { germany } from '../../factories.ts';

/** Of the table and its index, not of what happened. */
const notShown = ['version', 'day', 'place', 'expiresAt'];

function cellsOf(entry: Parameters<typeof entryRecord>[0]): Record<string, string> {
  const [names = [], cells = []] = parseCsv(`${entryHeading}${entryRecord(entry)}`);
  return Object.fromEntries(names.map((name, column) => [name, cells[column] ?? '']));
}

describe('as comma-separated values', () => {
  test('every field of an entry has a column', () => {
    const [names = []] = parseCsv(entryHeading);
    const missing = Object.keys(schema.shape).filter((name) => !names.includes(name) && !notShown.includes(name));
    expect(missing).toEqual([]);
  });

  test('an entry has its reasons by kind, and whole', () => {
    const why = [
      { kind: 'rule' as const, rules: ['billing', 'emea'] },
      { kind: 'request' as const, assignment: 'A-1', ticket: 'T-1; T-2', approvedBy: ['Ada', 'Grace'] },
      { kind: 'request' as const, assignment: 'A-2', approvedBy: ['Ada'] },
    ];
    const cells = cellsOf(auditEntry({ why, against: [{ kind: 'ordered', at: '2026-11-21T00:00:00.000Z' }] }));
    expect(cells).toMatchObject({
      ...{ whyKinds: 'rule; request', rules: 'billing; emea', assignments: 'A-1; A-2' },
      ...{ tickets: 'T-1; T-2', approvedBy: 'Ada; Grace', againstKinds: 'ordered' },
    });
    expect(JSON.parse(cells['why'] ?? '')).toEqual(why);
    expect(JSON.parse(cells['against'] ?? '')).toEqual([{ kind: 'ordered', at: '2026-11-21T00:00:00.000Z' }]);
  });

  test('what is unknown is empty', () => {
    expect(cellsOf(auditEntry({ entityId: undefined }))).toMatchObject({ entityId: '', verifiedAt: '', reason: '' });
  });
});

describe('as JSON', () => {
  test('an entry is whole, in one line, with its keys in order', () => {
    const entry = auditEntry({ detail: 'line\nline \u001b[2J\u202e' });
    const line = entryLine(entry);
    expect(JSON.parse(line)).toEqual(JSON.parse(JSON.stringify(entry)));
    expect(line).toMatch(/^\{"account":"account-of-ada","against":\[\],"day":.*\}\n$/);
    expect(line.slice(0, -1)).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  });

  test('it is the same for the same fields in another order', () => {
    const entry = auditEntry({ why: [{ kind: 'rule', rules: ['b', 'a'] }] });
    const turned = Object.fromEntries(Object.entries(entry).reverse());
    expect(entryLine({ ...entry, ...turned })).toBe(entryLine(entry));
    expect(entryLine(schema.parse({ ...turned, why: [{ rules: ['b', 'a'], kind: 'rule' }] }))).toBe(entryLine(entry));
  });

  test('an entry about no entity has none', () => {
    expect(entryLine(auditEntry({ entityId: undefined }))).not.toContain(germany);
  });
});
