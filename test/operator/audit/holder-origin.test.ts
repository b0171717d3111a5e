import { describe, expect, test } from '@jest/globals';
import type { AuditEntry } from '../../../lib/audit/audit-entry.ts';
import { derivedSource } from '../../../lib/event/derived-source.ts';
import type { HolderReason } from '../../../operator/accounts/entity-holders.ts';
import { originOf } from '../../../operator/audit/holder-origin.ts';
import { auditEntry } from '../../audit-entries.ts';

const time = (second: number) => `2026-11-20T10:00:0${second}.000Z`;
const entry = (what: AuditEntry['what'], second: number, changes: Partial<AuditEntry> = {}) =>
  auditEntry({ what, recordedAt: time(second), ...(what === 'verify' && { verifiedAt: time(second) }), ...changes });

const request: HolderReason = { kind: 'request', assignment: 'A-1', event: 'abcdef' };

describe('since when', () => {
  test.each<[string, AuditEntry[], string | undefined]>([
    ['nothing is known', [], undefined],
    ['a request was sent', [entry('request', 1)], undefined],
    ['Zuora showed it', [entry('request', 1), entry('verify', 2)], time(2)],
    ['Zuora showed it again', [entry('verify', 2), entry('verify', 3)], time(2)],
    ['it ended', [entry('verify', 2), entry('deny', 3)], undefined],
    ['it came back', [entry('verify', 2), entry('deny', 3), entry('verify', 4)], time(4)],
    ['somebody took it, and it came back', [entry('verify', 2), entry('removal', 3), entry('verify', 4)], time(4)],
  ])('%s', (_, entries, since) => {
    expect(originOf({ reasons: [request] }, entries).since).toBe(since);
  });

  test('is of access from before when the service first saw it', () => {
    const reasons: HolderReason[] = [{ kind: 'baseline', saidAt: Date.parse(time(1)) }];
    expect(originOf({ reasons }, []).since).toBe(time(1));
    expect(originOf({ reasons }, [entry('verify', 2)]).since).toBe(time(2));
  });
});

describe('who asked', () => {
  test('is told by the event that said the assignment that is valid', () => {
    const entries = [
      entry('request', 1, { event: 'abcdef0123', requestedBy: 'Grace' }),
      entry('event', 2, { event: 'fedcba0123', requestedBy: 'Alan' }),
    ];
    expect(originOf({ reasons: [request] }, entries).askedBy).toEqual(['Grace (https://hr.example.com)']);
    expect(originOf({ reasons: [{ ...request, event: undefined }] }, entries).askedBy).toEqual([]);
  });

  test('is told of each reason once, and of rules by the identity system', () => {
    const derived = { source: derivedSource, identitySource: 'okta', requestedBy: undefined };
    const entries = [
      entry('request', 1, { ...derived, why: [{ kind: 'rule', rules: ['billing'] }] }),
      entry('event', 2, { event: 'abcdef0123', requestedBy: 'Grace', why: [{ kind: 'rule', rules: ['billing'] }] }),
    ];
    const reasons: HolderReason[] = [{ kind: 'rule', rules: ['billing'] }, request, request];
    expect(originOf({ reasons }, entries).askedBy).toEqual(['okta', 'Grace (https://hr.example.com)']);
  });

  test('is told of an approval', () => {
    const entries = [entry('approve', 1, { why: [{ kind: 'approval' }], requestedBy: 'Alan', source: undefined })];
    expect(originOf({ reasons: [{ kind: 'approval' }] }, entries).askedBy).toEqual(['Alan']);
  });
});
