/** Lists of changed attributes, each with its name and its values before and after the change. */
import { BadEvent } from '../errors.ts';
import { type Json, object, text } from '../json.ts';
import { objectFrom } from './spellings.ts';

/** What a source calls the parts of a change. */
export interface ChangeForm {
  readonly name: string;
  readonly from: string;
  readonly to: string;
  /** The name with its article, for the error. */
  readonly named: string;
}

export interface ListedValues {
  readonly before: Json;
  /** A change without a new value clears the attribute, as one with a new value of null. */
  readonly now: Json;
}

/** @throws BadEvent for a change without a name */
export function readListedChanges(changes: readonly unknown[], form: ChangeForm): ListedValues {
  const named = changes.map(object).map((change) => {
    const name = text(change[form.name]);
    if (name === undefined) throw new BadEvent('invalid-event', `changes: each needs the name of ${form.named}`);
    return { name, change };
  });
  return {
    before: objectFrom(named.map(({ name, change }) => [name, change[form.from]])),
    now: objectFrom(named.map(({ name, change }) => [name, change[form.to] ?? null])),
  };
}
