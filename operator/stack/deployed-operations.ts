/** The functions that serverless.yml deploys, each with its queue. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse as parseYaml } from 'yaml';
import { z } from 'zod';

export interface DeployedOperation {
  /** The name of the function, and of the operation in ledger and log. */
  readonly name: string;
  readonly description: string;
  /** Such as `user-access-requests`. */
  readonly queue: string;
  /** The types of our own events that it accepts. Without any, its queue has no dead-letter queue. */
  readonly events: readonly string[];
  /** Whether only this service sends those events. */
  readonly isInternal: boolean;
  /** The queues of other functions that it sends to. */
  readonly receivers: readonly string[];
  /** By which it has a share of the calls to Zuora; undefined if it calls none. */
  readonly weight?: number | undefined;
  /** Messages that a container works on at once; undefined if it calls Zuora. */
  readonly callsInFlight?: number | undefined;
  /** Whether the ledger keeps a record of each event. A function that sends events on keeps none: those events have records. */
  readonly isRecorded: boolean;
}

const serviceDefinition = z.object({
  custom: z.object({
    operations: z.record(
      z.string(),
      z.object({
        description: z.string(),
        queue: z.string(),
        event: z.string().optional(),
        internal: z.boolean().default(false),
        events: z.array(z.string()).default([]),
        sendsTo: z.record(z.string(), z.string()).default({}),
        weight: z.number().optional(),
        callsInFlight: z.number().optional(),
      }),
    ),
  }),
});

const yaml = readFileSync(join(import.meta.dirname, '../../serverless.yml'), 'utf8');

export const deployedOperations: readonly DeployedOperation[] = Object.entries(
  serviceDefinition.parse(parseYaml(yaml)).custom.operations,
).map(([name, { event, events, internal, sendsTo, ...block }]) => ({
  name,
  ...block,
  events: event === undefined ? events : [event],
  isInternal: internal,
  receivers: Object.values(sendsTo),
  isRecorded: event !== undefined,
}));
