/** The item of the table of people with the traffic of all sources. */
import * as z from 'zod/mini';
import { fieldsOf, type LedgerItem } from '../ledger/ledger-item.ts';
import type { SourceTraffic } from './source-traffic.ts';

export const trafficIdentity = 'sources';

/** As it was read or written. */
export interface StoredTraffic {
  readonly sources: readonly SourceTraffic[];
  /** Raised by each write; undefined if nothing is stored. */
  readonly edition: number | undefined;
}

const stored = z.object({
  edition: z.number(),
  sources: z.array(
    z.object({
      name: z.string(),
      firstAt: z.number(),
      lastAt: z.number(),
      longestGaps: z.array(z.tuple([z.number(), z.number()])),
    }),
  ),
});

/** @throws ServiceError `newer-record` */
export function storedTrafficOf(item: LedgerItem | undefined): StoredTraffic {
  if (item === undefined) return { sources: [], edition: undefined };
  const { sources, edition } = stored.parse(fieldsOf(item, 'sources'));
  return { sources: sources.map((one) => ({ ...one, longestGaps: new Map(one.longestGaps) })), edition };
}

export function trafficAttributes({ sources, edition }: StoredTraffic): Readonly<Record<string, unknown>> {
  return { sources: sources.map((one) => ({ ...one, longestGaps: [...one.longestGaps] })), edition };
}
