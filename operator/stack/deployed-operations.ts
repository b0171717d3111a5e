/** The functions that serverless.yml deploys, each with its queue. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';

export interface DeployedOperation {
  /** Names the function, and the operation in ledger and log. */
  readonly name: string;
  /** Such as `user-access-requests`. */
  readonly queue: string;
  /** The types of the events of ours that it takes. */
  readonly events: readonly string[];
  /** Whether the ledger keeps a record of each event. One that sends events to others keeps none: what it sends has its own. */
  readonly isRecorded: boolean;
}

const service = z.object({
  custom: z.object({
    operations: z.record(
      z.string(),
      z.object({
        queue: z.string(),
        event: z.string().optional(),
        events: z.array(z.string()).default([]),
        sendsTo: z.object({}).optional(),
      }),
    ),
  }),
});

const text = readFileSync(join(import.meta.dirname, '../../serverless.yml'), 'utf8');

export const deployedOperations: readonly DeployedOperation[] = Object.entries(
  service.parse(parse(text)).custom.operations,
).map(([name, { queue, event, events, sendsTo }]) => ({
  name,
  queue,
  events: event === undefined ? events : [event],
  isRecorded: sendsTo === undefined,
}));
