/** The events that the service sends to a bus of the company, one for each entry of the audit log: their schema and example. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { auditEntry } from '../lib/audit/audit-entry.ts';
import { outcomeEventType } from '../lib/audit/outcome-event.ts';
import { readDocComments } from './doc-comments.ts';

/** From the root of the project. */
export const outcomeSchemaFile = 'events/outcomes/audit-entry.schema.json';

const exampleFile = join(import.meta.dirname, '../events/outcomes/audit-entry.example.json');
const entryFile = join(import.meta.dirname, '../lib/audit/audit-entry.ts');

type Schema = z.core.JSONSchema.BaseSchema;

/** Of the CloudEvent. Later releases may add fields, so none is forbidden. */
export async function outcomeSchema(): Promise<object> {
  const { $schema, ...entry } = z.toJSONSchema(auditEntry);
  const { what } = entry.properties ?? {};
  return {
    $schema,
    title: 'Tells of one entry of the audit log',
    ...objectOf({
      specversion: { const: '1.0' },
      type: { const: outcomeEventType },
      source: { type: 'string', description: 'The service and its stage, such as zuora-access-prod' },
      id: { type: 'string', description: 'The same if the event is sent again' },
      time: { type: 'string', format: 'date-time', description: 'When the entry was written' },
      subject: { type: 'string', description: 'The account, by an opaque id' },
      data: objectOf({
        what: typeof what === 'object' ? what : {},
        outcome: { type: 'string' },
        entry: await described(fieldsInDynamodb(entry)),
      }),
    }),
  };
}

/** A complete event. */
export async function readOutcomeExample(): Promise<object> {
  return z.looseObject({}).parse(JSON.parse(await readFile(exampleFile, 'utf8')));
}

function objectOf(properties: Record<string, Schema>): Schema {
  return { type: 'object', properties, required: Object.keys(properties) };
}

/** What DynamoDB makes of a value: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_AttributeValue.html */
function inDynamodb(schema: Schema): Schema {
  const { type, items, ...others } = schema;
  if (type === 'array') return typed('L', { type: 'array', items: inDynamodb(schemaOf(items)) });
  if (type === 'object') return typed('M', fieldsInDynamodb(schema));
  if (type === 'number') return typed('N', numberText(others));
  return typed('S', schema);
}

function numberText({ const: value }: Schema): Schema {
  return value === undefined ? { type: 'string', pattern: '^\\d+$' } : { type: 'string', const: String(value) };
}

function typed(type: 'S' | 'N' | 'L' | 'M', value: Schema): Schema {
  return { ...objectOf({ [type]: value }), additionalProperties: false };
}

function fieldsInDynamodb({ properties = {}, required = [] }: Schema): Schema {
  const fields = Object.entries(properties).map(([name, value]) => [name, inDynamodb(schemaOf(value))]);
  return { type: 'object', properties: Object.fromEntries(fields), required };
}

/** @throws Error for what JSON Schema would also allow */
function schemaOf(value: Schema['items'] | boolean): Schema {
  if (typeof value !== 'object' || Array.isArray(value))
    throw new Error('The schema of the audit log is not as expected.');
  return value;
}

/** Adds what the comments in the code say of each field of the entry itself. */
async function described(entry: Schema): Promise<Schema> {
  const source = await readFile(entryFile, 'utf8');
  const definition = source.slice(source.indexOf('export const auditEntry'), source.indexOf('export type AuditEntry'));
  for (const [name, description] of readDocComments(definition).notes) {
    const field = entry.properties?.[name];
    if (typeof field === 'object') field.description = description;
  }
  return entry;
}
