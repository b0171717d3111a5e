/** The soak leaves no function out. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { parse } from 'yaml';
import * as z from 'zod';
import { operations, queues } from '../../../bench/soak/operations.ts';

const block = z.object({ queue: z.string(), sendsTo: z.record(z.string(), z.string()).optional() });
const service = z.object({ custom: z.object({ operations: z.record(z.string(), block) }) });
const { custom } = service.parse(parse(readFileSync(join(__dirname, '../../../serverless.yml'), 'utf8')));

test('every function of the service is under soak, with the queue that it has', () => {
  const deployed = Object.entries(custom.operations).map(([name, { queue }]) => [name, queue]);
  expect(queues).toEqual(Object.fromEntries(deployed));
});

test('a function that sends to the queues of others stands before them', () => {
  const places = Object.values(queues) as string[];
  for (const [index, name] of operations.entries()) {
    for (const queue of Object.values(custom.operations[name]?.sendsTo ?? {})) {
      expect(places.indexOf(queue)).toBeGreaterThan(index);
    }
  }
});
