/** What an import reads of one person, whatever the form of the file. */
import { identifyingAttributes } from '../../../lib/identity/identity-change.ts';
import type { Json } from '../../../lib/json.ts';

/** A person needs one of them. Several people may have one display name. */
export const namingAttributes: readonly string[] = identifyingAttributes.filter((name) => name !== 'displayName');

export interface PersonRow {
  /** Where in the file, such as `line 12`. */
  readonly place: string;
  /** The source's attributes of the person, in SCIM's form or flat. */
  readonly attributes: Json;
  /** Lists that are known to be empty. */
  readonly emptyLists?: readonly string[];
  /** The names and ids of groups whose members include the person. */
  readonly memberOf?: readonly string[];
  /** The names and ids of groups whose members do not. */
  readonly notMemberOf?: readonly string[];
  /** Whether the file only names the person as a member. */
  readonly isOnlyMember?: true;
}

export interface BadRow {
  readonly place: string;
  /** What is wrong with it. */
  readonly problem: string;
}

export type ImportRow = PersonRow | BadRow;
