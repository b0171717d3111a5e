/** The types of events that the service takes. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import type { Contract } from '../events/contract.ts';
import type { Command } from '../lib/delivery/operation.ts';
import { isSample, readSample } from '../local/samples.ts';

export interface EventType {
  readonly contract: Contract<Command>;
  /** The queue that takes it, such as `user-access-requests`. */
  readonly queue: string;
  readonly operation: string;
}

const root = join(import.meta.dirname, '..');
const events = join(root, 'events');

const service = z.object({
  custom: z.object({ operations: z.record(z.string(), z.object({ queue: z.string() })) }),
});

/** Queues and operations are those of serverless.yml; which takes an event, its worked example in `events/` tells. */
export async function readCatalogue(): Promise<EventType[]> {
  const { operations } = service.parse(parse(await readFile(join(root, 'serverless.yml'), 'utf8'))).custom;
  const samples = (await readdir(events)).filter(isSample);
  return Promise.all(
    samples.map(async (file) => {
      const sample = await readSample(join(events, file));
      const taker = Object.entries(operations).find(([, { queue }]) => sample.queue === `zuora-access-local-${queue}`);
      const [contract]: Contract<Command>[] = Object.values(
        await import(join(events, file.replace('.sqs.json', '.ts'))),
      );
      if (!taker || !contract)
        throw new Error(`events/${file}: has no contract beside it, or no operation of its queue.`);
      const [operation, { queue }] = taker;
      return { contract, queue, operation };
    }),
  );
}
