/** Opens the people of a stage for commands that change what is known of them. */
import { readPersonRetentionDays } from '../mappings/queue-receiver.ts';
import type { Session } from '../stack/session.ts';
import { PeopleReader } from './people-reader.ts';

/** A person who has left is then remembered as long as the stage remembers them. */
export async function openPeople(session: Pick<Session, 'aws' | 'stack'>): Promise<PeopleReader> {
  const { aws, stack } = session;
  return new PeopleReader(aws.dynamodb, stack.people, await readPersonRetentionDays(session));
}
