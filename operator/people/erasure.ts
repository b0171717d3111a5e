/** Deletes a person's items, while events about them may come. */
import { ConditionalCheckFailedException, DeleteItemCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { unknownPerson } from '../../lib/people/known-person.ts';
import { type OwnerKey, personIdentity } from '../../lib/people/owner-key.ts';
import type { PeopleTable } from '../../lib/people/people-table.ts';
import type { StoredPerson } from '../../lib/people/stored-person.ts';

/** The table, and what deletes its items: no function may. */
export interface ErasableTable {
  readonly client: DynamoDBClient;
  readonly name: string;
  readonly table: PeopleTable;
}

/**
 * Deletes what is known of somebody, and keys that lead to them. The item of a login stays with its generation: whoever has
 * the login next gets a higher one, so what is decided then is newer for the linked account.
 *
 * @param keys of their accounts, present and former
 * @returns false if somebody else has written the person since; nothing is deleted then
 */
export async function erase(
  people: ErasableTable,
  { person: { id }, edition }: StoredPerson,
  keys: readonly OwnerKey[],
): Promise<boolean> {
  const { table } = people;
  if (!(await table.empty(id, edition))) return false;
  for (const key of keys) await deleteItem(people, key, { field: 'person', known: id });
  const isGone = await deleteItem(people, personIdentity(id), { field: 'edition', known: edition + 1 });
  // An event has found them by a key, and told of them anew. It did not give a key that was theirs.
  if (!isGone) for (const key of keys) await table.give(key, unknownPerson(id));
  return true;
}

/** @returns false if the item has another value in the field */
async function deleteItem(
  { client, name }: ErasableTable,
  identity: string,
  { field, known }: { readonly field: string; readonly known: string | number },
): Promise<boolean> {
  const command = new DeleteItemCommand({
    ...{ TableName: name, Key: marshall({ identity }), ConditionExpression: '#field = :known' },
    ExpressionAttributeNames: { '#field': field },
    ExpressionAttributeValues: marshall({ ':known': known }),
  });
  try {
    await client.send(command);
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}
