/** An export that fails leaves nothing behind. */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { AuditLog } from '../../../lib/audit/audit-log.ts';
import { exportEntries } from '../../../operator/audit/audit-export.ts';
import { AuditReader } from '../../../operator/audit/audit-reader.ts';
import { PrivateFolder } from '../../../operator/files/private-folder.ts';
import { auditEntry } from '../../audit-entries.ts';
import { germany } from '../../factories.ts';
import { useAuditTable } from '../../services/audit-table.ts';
import { useAws } from '../../services/use-aws.ts';

const settings = { audit: 'audit', awsTimeout: 10_000 };
const aws = useAws();
const dynamodb = aws.client((options) => new DynamoDB(options));
useAuditTable(dynamodb, settings.audit);
const reader = new AuditReader(dynamodb, settings.audit);

let parent: string;
let out: string;
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'export-'));
  out = join(parent, 'out');
});
afterEach(() => rmSync(parent, { recursive: true }));

async function exported(month: string, entityId?: string) {
  const period = { from: Date.parse(`${month}-01`), to: Date.parse(`${month}-28`) };
  const request = { stage: 'dev', period, form: 'json', ...(entityId && { entityId }) } as const;
  const run = { interruption: new AbortController().signal, onRead: () => undefined };
  return exportEntries(reader, request, await PrivateFolder.create(out), run);
}

test('a period without entries is exported as such', async () => {
  expect(await exported('2026-01')).toMatchObject({ entries: 0 });
  expect(readFileSync(join(out, 'entries.jsonl'), 'utf8')).toBe('');
  expect(JSON.parse(readFileSync(join(out, 'manifest.json'), 'utf8'))).toMatchObject({
    ...{ entries: 0, accounts: 0, outcomes: [], policies: [], entityId: null },
  });
});

test('an entry that names neither an entity nor a policy is counted', async () => {
  const log = new AuditLog(dynamodb, settings);
  await log.write(auditEntry({ recordedAt: '2026-03-02T00:00:00.000Z', entityId: undefined }));
  await log.write(auditEntry({ recordedAt: '2026-03-03T00:00:00.000Z', policy: 'a-hash' }));
  const manifest = async (entityId?: string) => {
    await exported('2026-03', entityId);
    const { outcomes, policies, entityId: chosen } = JSON.parse(readFileSync(join(out, 'manifest.json'), 'utf8'));
    rmSync(out, { recursive: true });
    return [chosen, outcomes.map((count: { entityId: string }) => count.entityId), policies];
  };
  const [first, last] = ['2026-03-02T00:00:00.000Z', '2026-03-03T00:00:00.000Z'];
  const named = { policy: 'a-hash', entries: 1, first: last, last };
  expect(await manifest()).toEqual([null, [germany, null], [{ policy: null, entries: 1, first, last: first }, named]]);
  expect(await manifest(germany)).toEqual([germany, [germany], [named]]);
});

test('an entry of a later release stops the export, which leaves nothing', async () => {
  const entry = auditEntry({ recordedAt: '2026-02-02T00:00:00.000Z' });
  await dynamodb.putItem({ TableName: settings.audit, Item: marshall({ ...entry, version: 2 }) });
  await expect(exported('2026-02')).rejects.toThrow('was written by a later release');
  expect(existsSync(out)).toBe(false);
});
