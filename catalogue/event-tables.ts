/** The tables of docs/events.md: what to send to which queue, and what comes of it. */
import * as z from 'zod/mini';
import { audit } from '../events/fields.ts';
import { type Call, calls } from '../lib/zuora/calls.ts';
import type { PublishedEvent } from './published-events.ts';

type Table = 'operations' | 'identity';

const dataSchema = z.object({
  properties: z.object({
    data: z.object({
      properties: z.record(z.string(), z.object({ type: z.optional(z.string()), description: z.optional(z.string()) })),
    }),
  }),
});

const allCalls: Readonly<Record<string, Call<never, unknown>>> = calls;

/**
 * Writes the tables anew, between their markers.
 *
 * @param document the text of docs/events.md
 * @throws Error if it has no markers
 */
export function withEventTables(document: string, events: readonly PublishedEvent[]): string {
  const operations = table(
    ['Queue, `type`', '`data`', 'Zuora call', 'Schema, example'],
    events
      .filter(({ operation }) => operation.isRecorded)
      .map((event) => [
        `\`${event.operation.queue}\`<br>\`${event.contract.type}\``,
        fieldsOf(event),
        callOf(event),
        filesOf(event),
      ]),
  );
  const identity = table(
    ['`type`', '`data`', 'Schema, example'],
    events
      .filter(({ operation }) => !operation.isRecorded)
      .map((event) => [`\`${event.contract.type}\``, fieldsOf(event), filesOf(event)]),
  );
  return between(between(document, 'operations', operations), 'identity', identity);
}

function between(document: string, name: Table, text: string): string {
  const begin = `<!-- ${name}: written by npm run schemas -->\n`;
  const end = `<!-- end of ${name} -->`;
  const [before, rest] = document.split(begin);
  const after = rest?.split(end)[1];
  if (before === undefined || after === undefined) throw new Error(`docs/events.md has no ${begin.trim()} … ${end}.`);
  return `${before}${begin}\n${text}\n\n${end}${after}`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...rows]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n')
    .replace(/\| --- (?=\|)/g, '|---')
    .replaceAll('--- |', '---|');
}

function fieldsOf(event: PublishedEvent): string {
  return ownFields(event)
    .map(([name, { type, description }]) => {
      const field = `\`${name}${type === 'array' ? '[]' : ''}\``;
      return description ? `${field}: ${description[0]?.toLowerCase()}${description.slice(1)}` : field;
    })
    .join(', ');
}

/** The fields of `data` without those for the audit, which every event has. */
function ownFields({ schema }: PublishedEvent) {
  return Object.entries(dataSchema.parse(schema).properties.data.properties).filter(([name]) => !(name in audit));
}

/** The call that has the operation's name, with the names of fields in its path. */
function callOf(event: PublishedEvent): string {
  const { name } = event.operation;
  const call = allCalls[name];
  if (!call) return `[functions/${name}.ts](../functions/${name}.ts)`;
  const placeholders = Object.fromEntries(ownFields(event).map(([field]) => [field, `{${field}}`]));
  const { path } = call.request(placeholders as never);
  return `\`${call.method} ${decodeURIComponent(path)}\``;
}

function filesOf({ name }: PublishedEvent): string {
  return `[schema](../events/${name}.schema.json), [example](../events/${name}.example.json)`;
}
