/** The audit log is read page by page, and nothing in it is passed over. */
import { randomUUID } from 'node:crypto';
import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { describe, expect, test } from '@jest/globals';
import type { AuditEntry } from '../../../lib/audit/audit-entry.ts';
import { AuditLog } from '../../../lib/audit/audit-log.ts';
import { userIdentity } from '../../../lib/ledger/user-item.ts';
import { AuditReader } from '../../../operator/audit/audit-reader.ts';
import { auditEntry } from '../../audit-entries.ts';
import { germany, japan } from '../../factories.ts';
import { useAuditTable } from '../../services/audit-table.ts';
import { awsActionsOf } from '../../services/aws-requests.ts';
import { useAws } from '../../services/use-aws.ts';

const settings = { audit: 'audit', awsTimeout: 10_000 };
const aws = useAws();
const dynamodb = aws.client((options) => new DynamoDB(options));
useAuditTable(dynamodb, settings.audit);
const log = new AuditLog(dynamodb, settings);
const reader = new AuditReader(dynamodb, settings.audit);

async function written(...entries: AuditEntry[]): Promise<void> {
  for (const entry of entries) expect(await log.write(entry)).toBe(true);
}

async function entriesOf(part: Parameters<AuditReader['writtenIn']>[0], entityId?: string): Promise<AuditEntry[]> {
  const entries: AuditEntry[] = [];
  for await (const page of reader.writtenIn(part, entityId)) entries.push(...page);
  return entries;
}

describe('a login', () => {
  test('is known in every spelling, with all its accounts, and an account with all its logins', async () => {
    const [first, second] = [randomUUID(), randomUUID()];
    for (const [account, login] of [
      [first, 'Ada@example.com'],
      [second, 'ada@example.com'],
      [first, 'ada.king@example.com'],
    ] as const) {
      await log.remember(account, login, userIdentity(login));
    }
    expect(new Set(await reader.accountsOf('ADA@example.com'))).toEqual(new Set([first, second]));
    expect(new Set(await reader.loginsOf(first))).toEqual(new Set(['Ada@example.com', 'ada.king@example.com']));
    expect(await reader.entriesOf(first)).toEqual([]);
    expect(await reader.accountsOf('nobody@example.com')).toEqual([]);
  });
});

describe('the entries of an account', () => {
  test('come in the order of writing, without its logins, and of one entity if asked', async () => {
    const account = randomUUID();
    await log.remember(account, 'ada@example.com', userIdentity('ada@example.com'));
    const later = auditEntry({ account, recordedAt: '2026-11-20T10:00:02.000Z', owner: 'late', position: 'a' });
    const earlier = auditEntry({ account, recordedAt: '2026-11-20T10:00:01.000Z', owner: 'early', position: 'b' });
    const other = auditEntry({ account, entityId: japan, recordedAt: '2026-11-20T10:00:03.000Z' });
    await written(later, earlier, other);
    expect(await reader.entriesOf(account)).toEqual([earlier, later, other]);
    expect(await reader.entriesOf(account, germany)).toEqual([earlier, later]);
  });

  test('may fill several pages', async () => {
    const account = randomUUID();
    const entries = Array.from({ length: 12 }, (_, index) =>
      auditEntry({ account, owner: `attempt-${10 + index}`, detail: 'x'.repeat(200_000) }),
    );
    await written(...entries);
    const actions = await awsActionsOf(aws.url, async () => {
      expect(await reader.entriesOf(account)).toEqual(entries);
    });
    expect(actions.length).toBeGreaterThan(2);
  });
});

describe('the entries of a day', () => {
  const at = (text: string, changes: Partial<AuditEntry> = {}) =>
    auditEntry({ account: randomUUID(), owner: randomUUID(), recordedAt: `2026-03-01T${text}Z`, ...changes });
  const part = { day: '2026-03-01', from: '2026-03-01T08:00:00.000Z', to: '2026-03-01T09:00:00.000Z' };

  test('are those of the period, by entity and time, and of one entity if asked', async () => {
    const [before, first] = [at('07:59:59.999'), at('08:00:00.000')];
    const [last, after] = [at('08:59:59.999'), at('09:00:00.000')];
    const inJapan = at('08:30:00.000', { entityId: japan });
    const nowhere = at('08:30:00.000', { entityId: undefined });
    await written(inJapan, after, last, nowhere, first, before);
    expect(await entriesOf(part)).toEqual(
      [nowhere, first, last, inJapan].map((entry) => JSON.parse(JSON.stringify(entry))),
    );
    expect(await entriesOf(part, germany)).toEqual([first, last]);
    expect(await entriesOf(part, japan)).toEqual([inJapan]);
    expect(await entriesOf({ ...part, day: '2026-03-02' })).toEqual([]);
  });
});

describe('what this release does not know', () => {
  async function stored(changes: object): Promise<string> {
    const account = randomUUID();
    await dynamodb.putItem({
      TableName: settings.audit,
      Item: marshall({ ...auditEntry({ account }), ...changes }),
    });
    return account;
  }

  test.each([
    ['a later version', { version: 2 }, 'was written by a later release: use its commands.'],
    ['a field of a later release', { risk: 'high' }, 'was written by a later release: use its commands.'],
    ['another form', { what: 'a-new-deed' }, 'is not in the form of the log.'],
  ])('is not passed over: %s', async (_, changes, message) => {
    const account = await stored(changes);
    await expect(reader.entriesOf(account)).rejects.toThrow(`of account ${account} ${message}`);
  });
});
