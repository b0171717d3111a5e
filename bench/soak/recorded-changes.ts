/** The changes of access that the audit log tells, by the names of effects. */
import { type DynamoDBClient, paginateScan } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod';
import { effectOf } from './effects.ts';

export interface RecordedChanges {
  /** How often each change was recorded. */
  readonly all: ReadonlyMap<string, number>;
  /** Those of them whose answer the service heard. */
  readonly accepted: ReadonlyMap<string, number>;
}

const alias = z.object({ account: z.string(), login: z.string() });
const entry = z.object({ account: z.string(), what: z.string(), outcome: z.string(), entityId: z.string() });

export async function readRecordedChanges(client: DynamoDBClient, TableName: string): Promise<RecordedChanges> {
  const logins = new Map<string, string>();
  const entries: z.infer<typeof entry>[] = [];
  for await (const { Items = [] } of paginateScan({ client }, { TableName })) {
    for (const item of Items.map((one) => unmarshall(one))) {
      if ('login' in item) {
        const { account, login } = alias.parse(item);
        logins.set(account, login);
      } else if (changes.includes(item['what'])) entries.push(entry.parse(item));
    }
  }
  const accepted = entries.filter(({ outcome }) => outcome === 'accepted');
  return { all: countsOf(entries, logins), accepted: countsOf(accepted, logins) };
}

const changes: readonly unknown[] = ['request', 'approve', 'deny'];

function countsOf(
  entries: readonly z.infer<typeof entry>[],
  logins: ReadonlyMap<string, string>,
): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { account, what, entityId } of entries) {
    const login = logins.get(account) ?? account;
    const effect = what === 'deny' ? effectOf.accessEnd(login, entityId) : effectOf.access(login, entityId);
    counts.set(effect, (counts.get(effect) ?? 0) + 1);
  }
  return counts;
}
