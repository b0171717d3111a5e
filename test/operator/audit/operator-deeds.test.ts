/** What an operator does to the stage is in the audit log, or is not done. */
import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { expect, test } from '@jest/globals';
import { operatorAccount } from '../../../lib/audit/audit-entry.ts';
import { AuditReader } from '../../../operator/audit/audit-reader.ts';
import { AuditTally } from '../../../operator/audit/audit-tally.ts';
import { describeDeed } from '../../../operator/audit/entry-words.ts';
import { recordBeginning, recordEnd } from '../../../operator/audit/operator-deeds.ts';
import { useAuditTable } from '../../services/audit-table.ts';
import { useAws } from '../../services/use-aws.ts';

const aws = useAws();
const dynamodb = aws.client((options) => new DynamoDB(options));
useAuditTable(dynamodb, 'audit');

const now = Date.parse('2026-11-30T08:00:00.000Z');
const sessionOf = (audit: string) => ({ aws: { dynamodb }, stack: { audit }, now: () => now });
const by = 'arn:aws:iam::000000000000:user/grace';
const deed = { what: 'purge', subject: 'entity-connections', detail: 'with reason stale', by } as const;

test('a beginning and an end are two entries, though they are of one millisecond', async () => {
  await recordBeginning(sessionOf('audit'), deed);
  await recordEnd(sessionOf('audit'), { ...deed, detail: 'with reason stale. Deleted: 3.' });
  const reader = new AuditReader(dynamodb, 'audit');
  const entries = await reader.entriesOf(operatorAccount);
  expect(entries.map((entry) => [entry.outcome, describeDeed(entry), entry.requestedBy]).sort()).toEqual([
    ['begun', 'dead letters deleted (begun), entity-connections, with reason stale', by],
    ['ended', 'dead letters deleted (ended), entity-connections, with reason stale. Deleted: 3.', by],
  ]);
  const written: unknown[] = [];
  const day = { day: '2026-11-30', from: '2026-11-30T00:00:00.000Z', to: '2026-12-01T00:00:00.000Z' };
  for await (const page of reader.writtenIn(day)) written.push(...page);
  expect(written).toHaveLength(2);
});

test('an export counts such entries, and no account for them', async () => {
  const tally = new AuditTally();
  for (const entry of await new AuditReader(dynamodb, 'audit').entriesOf(operatorAccount)) tally.add(entry);
  expect([tally.entries, tally.accounts]).toEqual([2, []]);
});

test('without the log nothing may be done', async () => {
  await expect(recordBeginning(sessionOf('none'), deed)).rejects.toThrow(
    /^Nothing was done, because the audit log cannot be written\. /,
  );
  await expect(recordEnd(sessionOf('none'), deed)).rejects.toThrow(/^The audit log has the beginning, /);
});
