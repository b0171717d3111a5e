/** Batches of SQS: what goes into one, and what became of each of its entries. */
import type { BatchResultErrorEntry } from '@aws-sdk/client-sqs';
import { maxMessageBytes } from '../../lib/sqs/dead-letter.ts';

/** SQS's own limit for one request. */
export const maxBatch = 10;

interface BatchAnswer {
  readonly Successful?: readonly { readonly Id?: string | undefined }[] | undefined;
  readonly Failed?: readonly BatchResultErrorEntry[] | undefined;
}

/** SQS took the batch, and refused this entry. It reads like the error of a single call. */
export class RefusedEntry extends Error {
  constructor({ Code = 'Error', Message = '' }: Partial<BatchResultErrorEntry>) {
    super(Message);
    this.name = Code;
  }
}

/**
 * Splits items into batches, in order, so that the messages of a batch fit into one request.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html
 */
export function splitIntoBatches<Item>(items: readonly Item[], bytesOf: (item: Item) => number): readonly Item[][] {
  const batches: Item[][] = [];
  let room = 0;
  for (const item of items) {
    const bytes = bytesOf(item);
    const last = batches.at(-1);
    if (last !== undefined && last.length < maxBatch && bytes <= room) last.push(item);
    else {
      batches.push([item]);
      room = maxMessageBytes;
    }
    room -= bytes;
  }
  return batches;
}

/**
 * Sends one batch. Never throws: a failure of the request is one of each entry.
 *
 * @returns a result for each entry, in order
 */
export async function settleBatch<Entry>(
  entries: readonly Entry[],
  send: (entries: (Entry & { Id: string })[]) => Promise<BatchAnswer>,
): Promise<PromiseSettledResult<void>[]> {
  try {
    const { Successful = [], Failed = [] } = await send(
      entries.map((entry, index) => ({ ...entry, Id: String(index) })),
    );
    const done = new Set(Successful.map(({ Id }) => Id));
    return entries.map((_, index): PromiseSettledResult<void> => {
      if (done.has(String(index))) return { status: 'fulfilled', value: undefined };
      return { status: 'rejected', reason: new RefusedEntry(Failed.find(({ Id }) => Id === String(index)) ?? {}) };
    });
  } catch (reason) {
    return entries.map(() => ({ status: 'rejected', reason }));
  }
}
