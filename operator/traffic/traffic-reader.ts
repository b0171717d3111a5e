/** Reads when each source of identity events sent something last. */
import { sourceStates, type WatchedSource } from '../../lib/traffic/source-state.ts';
import { TrafficTable } from '../../lib/traffic/traffic-table.ts';
import { awsTimeout } from '../aws-timeout.ts';
import type { Session } from '../stack/session.ts';

/** The sources of a stage, by name. */
export async function readSourceStates({
  aws,
  stack: { people },
  now,
}: Pick<Session, 'aws' | 'stack' | 'now'>): Promise<readonly WatchedSource[]> {
  const { sources } = await new TrafficTable(aws.dynamodb, { people, awsTimeout }, now).read();
  return sourceStates(sources, now());
}
