/** The changes of access that the audit log tells, by the names of effects. */
import { type DynamoDBClient, paginateScan } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod';
import { derivedSource } from '../../lib/event/derived-source.ts';
import { effectOf } from './effects.ts';

export interface RecordedChanges {
  /** How often each change was recorded. */
  readonly all: ReadonlyMap<string, number>;
  /** Those of them whose answer the service heard. */
  readonly accepted: ReadonlyMap<string, number>;
  /**
   * Those for which no event, no reason and no block was recorded, and those by a decision of the policy that do not name the
   * identity event that it follows.
   */
  readonly unexplained: readonly string[];
}

const alias = z.object({ account: z.string(), login: z.string() });
const entry = z.object({
  account: z.string(),
  what: z.string(),
  outcome: z.string(),
  entityId: z.string(),
  event: z.string().optional(),
  /** Of that event. Of an attempt that was cut off, only the event is known. */
  source: z.string().optional(),
  identityEventId: z.string().optional(),
  /** A rule that grants access, or no longer does; a request. */
  why: z.array(z.object({ kind: z.string() })),
  /** A person who has left, or a rule that denies. */
  against: z.array(z.unknown()),
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
  const unexplained = entries.filter((one) => !isExplained(one));
  return {
    all: countsOf(entries, logins),
    accepted: countsOf(accepted, logins),
    unexplained: [...countsOf(unexplained, logins).keys()],
  };
}

function isExplained({ what, event, source, identityEventId, why, against }: z.infer<typeof entry>): boolean {
  if (source === derivedSource) return identityEventId !== undefined;
  if (event !== undefined) return true;
  // Reasons that are valid do not say why access ended.
  return what === 'deny' ? against.length > 0 || why.some(({ kind }) => kind === 'ended') : why.length > 0;
}

const changes: readonly unknown[] = ['request', 'approve', 'deny'];

function countsOf(
  entries: readonly z.infer<typeof entry>[],
  logins: ReadonlyMap<string, string>,
): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { account, what, entityId } of entries) {
    const login = logins.get(account) ?? account;
    const effect = effectNamed(what)(login, entityId);
    counts.set(effect, (counts.get(effect) ?? 0) + 1);
  }
  return counts;
}

function effectNamed(what: string): (username: string, entityId: string) => string {
  if (what === 'deny') return effectOf.accessEnd;
  return what === 'request' ? effectOf.grant : effectOf.access;
}
