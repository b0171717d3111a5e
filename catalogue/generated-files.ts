/** The files for publishers that are written from the contracts and serverless.yml. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { asyncApi } from './asyncapi.ts';
import { withEventTables } from './event-tables.ts';
import { outcomeSchema, outcomeSchemaFile } from './outcome-events.ts';
import type { PublishedEvent } from './published-events.ts';
import { sqsExample } from './sqs-example.ts';

const eventsPage = 'docs/events.md';

/** @returns the contents by path, from the root of the project */
export async function generatedFiles(events: readonly PublishedEvent[]): Promise<ReadonlyMap<string, string>> {
  const page = await readFile(join(import.meta.dirname, '..', eventsPage), 'utf8');
  // A function that takes several types is shown with its first.
  const samples = events.filter(({ contract, operation }) => contract.type === operation.events[0]).map(sqsExample);
  return new Map([
    ...events.map(({ name, schema }) => [`events/${name}.schema.json`, json(schema)] as const),
    ...samples.map(([path, content]) => [path, json(content)] as const),
    [outcomeSchemaFile, json(await outcomeSchema())],
    ['events/asyncapi.yaml', await asyncApi(events)],
    [eventsPage, withEventTables(page, events)],
  ]);
}

function json(content: object): string {
  return `${JSON.stringify(content, null, 2)}\n`;
}
