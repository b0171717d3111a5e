import { describe, expect, test } from '@jest/globals';
import type { AuditEntry } from '../../../lib/audit/audit-entry.ts';
import { derivedSource } from '../../../lib/event/derived-source.ts';
import { describeDeed, describeRequester, describeWhy } from '../../../operator/audit/entry-words.ts';
import { auditEntry } from '../../audit-entries.ts';

describe('what happened', () => {
  test.each<[Partial<AuditEntry>, string]>([
    [{ what: 'request', outcome: 'accepted' }, 'access requested'],
    [{ what: 'request', outcome: 'seen' }, 'access requested, found done after a lost answer'],
    [{ what: 'approve', outcome: 'accepted' }, 'request approved'],
    [{ what: 'deny', outcome: 'accepted' }, 'access ended'],
    [{ what: 'verify', outcome: 'seen', verifiedAt: '2026-11-20T10:00:01.000Z' }, 'Zuora shows the access'],
    [{ what: 'removal', outcome: 'seen' }, 'access removed in Zuora, not by the service'],
    [{ what: 'unblock', outcome: 'unblocked' }, 'revocation lifted by an operator'],
    [{ what: 'pause', outcome: 'begun', subject: 'access-revocations' }, 'queue paused (begun), access-revocations'],
    [{ what: 'event', outcome: 'superseded' }, 'nothing done, a newer event counts'],
    [{ what: 'event', outcome: 'dead-letter', reason: 'stale' }, 'not done, dead letter (stale)'],
    [{ what: 'event', outcome: 'a-new-outcome' }, 'a-new-outcome'],
    [{ what: 'event', outcome: 'constructor' }, 'constructor'],
  ])('%j', (changes, words) => {
    expect(describeDeed(auditEntry(changes))).toBe(words);
  });
});

describe('why', () => {
  test.each<[Partial<AuditEntry>, string | undefined]>([
    [{ why: [] }, undefined],
    [{ why: [{ kind: 'request', assignment: 'T-7', ticket: 'T-7' }] }, 'request T-7'],
    [{ why: [{ kind: 'request', assignment: derivedSource }] }, 'request'],
    [{ why: [{ kind: 'rule', rules: ['billing', 'emea'] }] }, 'rule billing, emea'],
    [
      {
        why: [
          {
            ...{ kind: 'request', assignment: 'A-1', ticket: 'T-7', approvedBy: ['Ada', 'Grace'] },
            expiresAt: '2027-01-01T00:00:00.000Z',
          },
          { kind: 'baseline' },
        ],
      },
      'request A-1 (T-7, approved by Ada, Grace, until 2027-01-01T00:00:00.000Z); access from before',
    ],
    [
      {
        ...{ why: [{ kind: 'ended', assignment: 'A-1' }], requestReason: 'Left today' },
        against: [
          { kind: 'left', at: '2026-11-20T00:00:00.000Z' },
          { kind: 'denied', rules: ['apac'] },
        ],
      },
      'ended A-1; left at 2026-11-20T00:00:00.000Z; denied by apac; "Left today"',
    ],
  ])('%j', (changes, words) => {
    expect(describeWhy(auditEntry(changes))).toBe(words);
  });
});

describe('who asked', () => {
  test.each<[Partial<AuditEntry>, string | undefined]>([
    [{}, 'Grace Hopper (https://hr.example.com)'],
    [{ requestedBy: undefined }, 'https://hr.example.com'],
    [{ source: derivedSource, identitySource: 'okta', requestedBy: undefined }, 'okta'],
    [{ source: derivedSource, identitySource: 'okta', requestedBy: 'Ada' }, 'Ada (okta)'],
    [{ source: derivedSource, requestedBy: 'Ada' }, `Ada (${derivedSource})`],
    [{ source: undefined, requestedBy: undefined }, undefined],
  ])('%j', (changes, words) => {
    expect(describeRequester(auditEntry(changes))).toBe(words);
  });
});
