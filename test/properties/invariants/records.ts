/** What must hold of the ledger's records: each belongs to one attempt at a time. */
import { isDeepStrictEqual } from 'node:util';
import type { RecordWrite } from '../world/trace.ts';
import type { Invariant } from './invariant.ts';

const oneSecond = 1000;
const day = 24 * 3600 * oneSecond;

export const ledgerInvariants: readonly Invariant[] = [
  {
    name: 'a stale owner never overwrites its successor',
    violations: ({ trace: { recordWrites } }) => {
      const owners = new Map<string, RecordWrite['by']>();
      return recordWrites
        .filter((write) => {
          const record = `${write.table} ${write.item['identity']?.S}`;
          if (!isClaim(write)) return !isTakeOver(write.item) && owners.get(record) !== write.by && !isRenewal(write);
          owners.set(record, write.by);
          return false;
        })
        .map(({ item }) => `The record of ${item['eventId']?.S} was settled by another than its latest owner`);
    },
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
        const isDone = latest?.item['state']?.S === 'done' && !by.outlivedDeadline;
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
function isRenewal({ previous, item }: RecordWrite): boolean {
  return isDeepStrictEqual({ ...previous, expiresAt: undefined }, { ...item, expiresAt: undefined });
}
