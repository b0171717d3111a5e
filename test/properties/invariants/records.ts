/** What must hold of the ledger's records: each belongs to one attempt at a time. */
import { isDeepStrictEqual } from 'node:util';
import type { RecordWrite } from '../world/trace.ts';
import type { Invariant } from './invariant.ts';

const oneSecond = 1000;
const day = 24 * 3600 * oneSecond;

export const ledgerInvariants: readonly Invariant[] = [
  {
    name: 'a stale owner never overwrites its successor',
    violations: ({ trace: { recordWrites } }) =>
      recordWrites
        .filter(({ table, previous, item, by }, index) => {
          if (isTakeOver(item) || previous?.['owner']?.S !== item['owner']?.S || isRenewal(previous, item))
            return false;
          const claims = recordWrites
            .slice(0, index)
            .filter((earlier) => isClaim(earlier) && earlier.table === table && isSame(earlier.item, item));
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
  {
    name: 'a done event is remembered from its last delivery on',
    violations: ({ trace, publications, settings }) =>
      trace.acknowledged.flatMap(({ at, by, record: { messageId, body } }) => {
        const { event } = publications.get(messageId);
        const latest = trace.recordWrites.findLast(
          ({ at: written, item }) =>
            written.order < at.order && publications.find(item['messageId']?.S)?.event === event,
        );
        // A process that goes on after its deadline writes the expiry that it computed before.
        const isLate = by.outlivedDeadline || latest?.by?.outlivedDeadline;
        const isDone = latest?.item['state']?.S === 'done' && !isLate;
        if (!isDone || trace.deadLetters.some((deadLetter) => deadLetter.by === by && deadLetter.body === body))
          return [];
        const kept = Number(latest.item['expiresAt']?.N) * 1000 - at.time;
        return kept >= settings.ledgerRetention - settings.functionTimeout - oneSecond
          ? []
          : [`${event} came again, and is forgotten ${Math.round(kept / day)} days later`];
      }),
  },
];

function isClaim({ previous, item }: RecordWrite): boolean {
  return previous?.['owner']?.S !== item['owner']?.S;
}

/** The note that an earlier release is to leave a user alone belongs to nobody, and is always the same. */
function isTakeOver(item: RecordWrite['item']): boolean {
  return item['owner'] === undefined;
}

/** A delivery that finds its event done renews the expiry of the record, and nothing else. */
function isRenewal(previous: RecordWrite['previous'], item: RecordWrite['item']): boolean {
  return isDeepStrictEqual({ ...previous, expiresAt: undefined }, { ...item, expiresAt: undefined });
}

function isSame(one: RecordWrite['item'], other: RecordWrite['item']): boolean {
  return one['identity']?.S === other['identity']?.S;
}
