/** The changes of access that the audit log tells, by the names of effects. */
import { type DynamoDBClient, paginateScan } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod';
import { approvedOffice } from '../../local/zuora/large-tenant.ts';
import { effectOf } from './effects.ts';

export interface RecordedChanges {
  /** How often each change was recorded. */
  readonly all: ReadonlyMap<string, number>;
  /** Those of them whose answer the service heard. */
  readonly accepted: ReadonlyMap<string, number>;
  /** Those for which neither an event nor a reason was recorded. */
  readonly unexplained: readonly string[];
}

const alias = z.object({ account: z.string(), login: z.string() });
const entry = z.object({
  account: z.string(),
  what: z.string(),
  outcome: z.string(),
  entityId: z.string(),
  event: z.string().optional(),
  why: z.array(z.unknown()),
});

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
  const unexplained = entries.filter(({ event, why }) => event === undefined && why.length === 0);
  return {
    all: countsOf(entries, logins),
    accepted: countsOf(accepted, logins),
    unexplained: [...countsOf(unexplained, logins).keys()],
  };
}

const changes: readonly unknown[] = ['request', 'approve', 'deny'];

function countsOf(
  entries: readonly z.infer<typeof entry>[],
  logins: ReadonlyMap<string, string>,
): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { account, what, entityId } of entries) {
    const login = logins.get(account) ?? account;
    const effect = effectNamed(what, entityId)(login, entityId);
    counts.set(effect, (counts.get(effect) ?? 0) + 1);
  }
  return counts;
}

/** Zuora grants a request at once where the service administers the entity. */
function effectNamed(what: string, entityId: string): (username: string, entityId: string) => string {
  if (what === 'deny') return effectOf.accessEnd;
  return what === 'request' && entityId === approvedOffice ? effectOf.request : effectOf.access;
}
