/** What the audit log has of operators' deeds, for tests on a stage. */
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { operatorAccount } from '../lib/audit/audit-entry.ts';
import { AuditReader } from '../operator/audit/audit-reader.ts';

/** In the order of writing: what was done, about what, and whether it had begun or ended. */
export async function operatorEntries(client: DynamoDBClient, table = 'zuora-access-local-audit'): Promise<string[]> {
  const entries = await new AuditReader(client, table).entriesOf(operatorAccount);
  return entries.map(({ what, subject, outcome, requestedBy }) => `${what} ${subject} ${outcome} by ${requestedBy}`);
}
