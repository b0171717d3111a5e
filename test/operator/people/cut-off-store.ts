/** A table of people whose writes stop after some, as those of a command that is killed. */
import type { PeopleStore } from '../../../lib/people/people-table.ts';

export class CutOff extends Error {}

/** @param writes that are carried out */
export function cutOffAfter(table: PeopleStore, writes: number): PeopleStore {
  let left = writes;
  const within = <Args extends readonly unknown[], Result>(write: (...args: Args) => Promise<Result>) => {
    return async (...args: Args) => {
      if (left === 0) throw new CutOff();
      left -= 1;
      return write(...args);
    };
  };
  return {
    owners: (keys) => table.owners(keys),
    ownersAndGroups: (keys, groups) => table.ownersAndGroups(keys, groups),
    read: (id) => table.read(id),
    give: within((key, person, known) => table.give(key, person, known)),
    claim: within((key, id, known) => table.claim(key, id, known)),
    write: within((person, edition, due) => table.write(person, edition, due)),
    empty: within((id, edition) => table.empty(id, edition)),
  };
}
