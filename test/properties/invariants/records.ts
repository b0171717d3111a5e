/** What must hold of the ledger's records: each belongs to one attempt at a time. */
import { isDeepStrictEqual } from 'node:util';
import type { RecordWrite } from '../world/trace.ts';
import type { Invariant } from './invariant.ts';

export const ledgerInvariants: readonly Invariant[] = [
  {
    name: 'a stale owner never overwrites its successor',
    violations: ({ trace: { recordWrites } }) =>
      recordWrites
        .filter(({ previous, item, by }, index) => {
          if (previous?.['owner']?.S !== item['owner']?.S || isRenewal(previous, item)) return false;
          const claims = recordWrites
            .slice(0, index)
            .filter((earlier) => isClaim(earlier) && isSame(earlier.item, item));
          return claims.at(-1)?.by !== by;
        })
        .map(({ item }) => `The record of ${item['eventId']?.S} was settled by another than its latest owner`),
  },
  {
    name: 'a record is taken from nobody who may be at work',
    violations: ({ trace: { recordWrites } }) =>
      recordWrites
        .filter(isClaim)
        .filter(({ previous, at }) => previous?.['state']?.S === 'done' || Number(previous?.['freeAt']?.N) > at.time)
        .map(({ item }) => `The record of ${item['eventId']?.S} was claimed while it was done or held`),
  },
];

function isClaim({ previous, item }: RecordWrite): boolean {
  return previous?.['owner']?.S !== item['owner']?.S;
}

/** A delivery that finds its event done renews the expiry of the record, and nothing else. */
function isRenewal(previous: RecordWrite['previous'], item: RecordWrite['item']): boolean {
  return isDeepStrictEqual({ ...previous, expiresAt: undefined }, { ...item, expiresAt: undefined });
}

function isSame(one: RecordWrite['item'], other: RecordWrite['item']): boolean {
  return one['identity']?.S === other['identity']?.S;
}
