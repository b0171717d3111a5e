import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import type { LedgerRecord } from '../../../lib/ledger/ledger-record.ts';
import { knownReasons, nextStep } from '../../../operator/dead-letters/next-step.ts';
import { record } from '../ledger/ledger-record.ts';

describe('the next step', () => {
  test('is known for every reason that the README names, and for a crash', () => {
    const readme = readFileSync(join(__dirname, '../../../README.md'), 'utf8');
    const [, table = ''] = /\| `reason` \| What to do \|\n\|---\|---\|\n((?:\|.*\n)+)/.exec(readme) ?? [];
    const named = table.split('\n').flatMap((row) => [...(row.split('|')[1] ?? '').matchAll(/`([\w-]+)`/g)]);
    expect(
      named
        .map(([, reason]) => reason)
        .concat('crashed')
        .sort(),
    ).toEqual([...knownReasons].sort());
  });

  test('is to look at the detail where nothing more is known', () => {
    expect(nextStep('new-reason', undefined)).toContain('detail');
  });

  test('for an event that has been carried out since is only to clear the queue', () => {
    const done: LedgerRecord = { ...record, state: 'done' };
    expect(nextStep('not-found', done)).toContain('carried out since');
    expect(nextStep('not-found', record)).not.toContain('carried out since');
    expect(nextStep('payload-mismatch', done)).toContain('an id of its own');
  });
});
