import { describe, expect, test } from '@jest/globals';
import type { LedgerRecord } from '../../../lib/ledger/ledger-record.ts';
import { knownReasons, nextStep } from '../../../operator/dead-letters/next-step.ts';
import { readDocument } from '../../markdown.ts';
import { record } from '../ledger/ledger-record.ts';

describe('the next step', () => {
  test('is known for every reason that docs/outcomes.md names, and for a crash', () => {
    const document = readDocument('docs/outcomes.md');
    const [, table = ''] = /\| `reason` \| What to do \|\n\|---\|---\|\n((?:\|.*\n)+)/.exec(document) ?? [];
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

  test('for missing rights tells an entity that the client does not reach from one that it does not administer', () => {
    const detail = 'deny-access in 5eed: HTTP 200, 90000020 Bad entity id';
    const unreached: LedgerRecord = { ...record, reason: 'permission-denied', detail, entityId: '5eed' };
    expect(nextStep('permission-denied', unreached)).toMatch(
      /^The OAuth client does not reach entity 5eed\. .* zuora-access credentials set --entity 5eed; then redrive\.$/,
    );
    const refused = { ...unreached, detail: 'deny-access in 5eed: HTTP 200, 56500110 No permission' };
    expect(nextStep('permission-denied', refused)).toContain('no administrator of the entity');
  });

  test('for an event that has been carried out since is only to clear the queue', () => {
    const done: LedgerRecord = { ...record, state: 'done' };
    expect(nextStep('not-found', done)).toContain('carried out since');
    expect(nextStep('not-found', record)).not.toContain('carried out since');
    expect(nextStep('payload-mismatch', done)).toContain('an id of its own');
  });
});
