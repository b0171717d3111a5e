/** A change that a source has announced for a date. */
import type { DynamoDB } from '@aws-sdk/client-dynamodb';
import { effectiveIdentity } from '../../lib/ledger/effective-change.ts';
import { EffectiveChanges } from '../../lib/ledger/effective-changes.ts';
import { settings } from '../factories.ts';

export interface Announcement {
  readonly username: string;
  /** Another one announces the change anew. */
  readonly announcement: string;
  /** Milliseconds since the epoch. */
  readonly saidAt: number;
  readonly effectiveAt: number;
}

/**
 * The person leaves then, as Okta says.
 *
 * @param ledger the name of the table
 */
export async function announceLeaving(dynamodb: DynamoDB, announced: Announcement, ledger = 'ledger'): Promise<void> {
  const { username, announcement, saidAt, effectiveAt } = announced;
  const about = { source: 'okta', publisher: undefined, username, change: 'left', groups: [] };
  const times = { saidAt: new Date(saidAt).toISOString(), effectiveAt: new Date(effectiveAt).toISOString() };
  const said = { identity: effectiveIdentity(about), announcement, announcedBy: announcement, said: '{}' };
  await new EffectiveChanges(dynamodb, settings({ ledger }), Date.now).record(
    { ...about, ...said, ...times },
    () => undefined,
  );
}
