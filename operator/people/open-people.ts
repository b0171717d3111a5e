/** Opens the people of a stage for commands that change what is known of them. */
import { PeopleTable } from '../../lib/people/people-table.ts';
import { awsTimeout } from '../aws-timeout.ts';
import { readPersonRetentionDays } from '../mappings/queue-receiver.ts';
import { bulkDynamodb } from '../stack/bulk-dynamodb.ts';
import type { Session } from '../stack/session.ts';
import { PeopleReader } from './people-reader.ts';

/** A person who has left is then remembered as long as the stage remembers them. */
export async function openPeople(session: Pick<Session, 'aws' | 'stack'>): Promise<PeopleReader> {
  const { aws, stack } = session;
  return new PeopleReader(aws.dynamodb, stack.people, await readPersonRetentionDays(session));
}

/** The same, for tens of thousands of people at once. */
export async function openManyPeople(session: Pick<Session, 'aws' | 'stack' | 'now'>): Promise<PeopleTable> {
  const { aws, stack, now } = session;
  const [dynamodb, personRetentionDays] = await Promise.all([bulkDynamodb(aws), readPersonRetentionDays(session)]);
  return new PeopleTable(dynamodb, { people: stack.people, personRetentionDays, awsTimeout }, now);
}
