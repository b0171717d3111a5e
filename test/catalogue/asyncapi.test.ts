import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import specs from '@asyncapi/specs';
import { beforeAll, expect, test } from '@jest/globals';
import { Ajv } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { parse } from 'yaml';
import { z } from 'zod';
import { generatedFiles } from '../../catalogue/generated-files.ts';
import { readPublishedEvents } from '../../catalogue/published-events.ts';
import { userAccessRequested } from '../../events/user-access-requested.ts';
import { readEvent } from '../../lib/event/event.ts';

const root = join(__dirname, '../..');
const folder = join(root, 'events');
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const readJson = (path: string) => JSON.parse(read(path));

/** What `npm run schemas` would write. Whether it was written is a test of its own. */
let generated: ReadonlyMap<string, string>;
let document: string;
beforeAll(async () => {
  const { events } = await readPublishedEvents();
  generated = await generatedFiles(events);
  document = generated.get('events/asyncapi.yaml') ?? '';
});

// Formats are not checked: the contracts say the same as patterns.
const ajvOptions = { strict: false, validateFormats: false };
// The official schema brings the schema of its own language along, under the name that Ajv's copy has.
const official = new Ajv({ ...ajvOptions, meta: false, validateSchema: false }).compile(
  z.looseObject({}).parse(specs.schemas['3.0.0']),
);

const described = z.object({
  operations: z.record(
    z.string(),
    z.object({
      channel: z.object({
        messages: z.record(
          z.string(),
          z.object({ payload: z.looseObject({}), examples: z.array(z.object({ payload: z.unknown() })).min(1) }),
        ),
      }),
    }),
  ),
});

/** Throws unless a document is AsyncAPI, its references lead somewhere, its examples fit, and it says what is deployed. */
async function verify(text: string): Promise<void> {
  const content: unknown = parse(text);
  const valid = official(inlined(content, isFile, content));
  expect(valid ? [] : official.errors).toEqual([]);

  const whole = inlined(content, () => true, content);
  const { operations } = described.parse(whole);
  const expected = deployedOperations();
  expect(Object.keys(operations)).toEqual(Object.keys(expected));
  expect(whole).toMatchObject({ info: { version: readJson('package.json').version }, operations: expected });
  for (const { payload, examples } of Object.values(operations).flatMap(({ channel }) =>
    Object.values(channel.messages),
  ))
    for (const example of examples) {
      const ajv = new Ajv2020(ajvOptions);
      ajv.validate(payload, example.payload);
      expect(ajv.errors).toBeNull();
    }
}

/** What serverless.yml, the contracts and their examples say of each operation. */
function deployedOperations(): Record<string, object> {
  const { custom } = z
    .object({
      custom: z.object({
        operations: z.record(
          z.string(),
          z.object({ queue: z.string(), event: z.string().optional(), events: z.array(z.string()).optional() }),
        ),
      }),
    })
    .parse(parse(read('serverless.yml')));
  const messages = new Map(readdirSync(folder).filter(isExample).filter(hasContract).map(messageOf));
  const blocks = Object.entries(custom.operations).map(([name, { queue, event = '', events = [event] }]) => ({
    name,
    queue,
    events: events.filter((type) => messages.has(type)),
  }));
  const described = blocks.filter(({ events }) => events.length > 0);
  const operations = described.map(({ name, queue, events }) => {
    const address = `zuora-access-{stage}-${queue}`;
    return [
      name,
      {
        action: 'receive',
        channel: {
          address,
          messages: {
            ...Object.assign({}, ...events.map((type) => messages.get(type))),
            eventBridgeEvent: { name: 'EventBridge event' },
            snsNotification: { name: 'SNS notification' },
          },
          bindings: { sqs: { queue: { name: address }, deadLetterQueue: { name: `${address}-dlq` } } },
        },
      },
    ];
  });
  return { sendAuditEntry: sentToTheBus(), ...Object.fromEntries(operations) };
}

/** What the service sends itself. */
function sentToTheBus(): object {
  const type = 'zuora-access.audit-entry.v1';
  const detail: unknown = JSON.parse(generated.get('events/outcomes/audit-entry.schema.json') ?? 'null');
  const properties = { 'detail-type': { const: type }, detail };
  const example = { 'detail-type': type, detail: readJson('events/outcomes/audit-entry.example.json') };
  const auditEntry = { name: type, payload: { properties }, examples: [{ payload: example }] };
  return { action: 'send', channel: { address: '{outcomeBus}', messages: { auditEntry } } };
}

/** By the event's type, the message that its contract and its example make. */
function messageOf(file: string): [type: string, message: object] {
  const event = file.replace('.example.json', '');
  const example = readJson(`events/${file}`);
  const name = example.type.replace('com.example.', '');
  const payload: unknown = JSON.parse(generated.get(`events/${event}.schema.json`) ?? 'null');
  return [name, { [camelCase(event)]: { name, payload, examples: [{ payload: example }] } }];
}

const isExample = (file: string) => file.endsWith('.example.json');
const hasContract = (file: string) => existsSync(join(folder, file.replace('.example.json', '.ts')));
const isFile = (ref: string) => !ref.startsWith('#');
const camelCase = (name: string) => name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());

/** The value with what its chosen references lead to in their place. @throws Error if one leads nowhere */
function inlined(value: unknown, chosen: (ref: string) => boolean, whole: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if ('$ref' in value && typeof value.$ref === 'string' && chosen(value.$ref)) {
    return inlined(follow(value.$ref, whole), chosen, whole);
  }
  if (Array.isArray(value)) return value.map((item) => inlined(item, chosen, whole));
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, inlined(item, chosen, whole)]));
}

function follow(ref: string, whole: unknown): unknown {
  const [file = '', pointer = ''] = ref.split('#');
  const start: unknown = file ? parse(generatedFile(file)) : whole;
  return pointer
    .split('/')
    .slice(1)
    .reduce((value, key) => {
      const next = new Map(Object.entries(z.looseObject({}).parse(value))).get(key);
      if (next === undefined) throw new Error(`${ref} leads nowhere`);
      return next;
    }, start);
}

/** @throws Error if there is none */
function generatedFile(reference: string): string {
  const text = generated.get(join('events', reference));
  if (text === undefined) throw new Error(`${reference} leads nowhere`);
  return text;
}

test('the AsyncAPI document is valid, and says what serverless.yml and the contracts say', async () => {
  await expect(verify(document)).resolves.toBeUndefined();
});

test.each([
  ['has an action that AsyncAPI does not know', 'action: receive', 'action: listen'],
  ['leaves out what AsyncAPI requires', '  title: zuora-access\n', ''],
  ['refers to a file that is not there', './user-access-requested.schema.json', './user-access.schema.json'],
  ['refers to a component that is not there', '/messages/userAccessRequested', '/messages/userAccess'],
  ['is of another version', 'version: 0.1.0', 'version: 0.0.9'],
  ['leaves out an operation', /\n {2}acceptEntityConnection:\n( {4}.*\n)+/, '\n'],
  ['names another queue', 'address: zuora-access-{stage}-entity-connections', 'address: entity-connections'],
  ['binds another queue', 'name: zuora-access-{stage}-entity-connections\n', 'name: entity-connections\n'],
  ['exchanges the payloads', './user-access-requested.schema.json', './entity-connection-approved.schema.json'],
  ['has another example', 'userName: alan.turing@example.com', 'userName: alan@example.com'],
  ['leaves out what the service sends', /\n {2}sendAuditEntry:\n( {4}.*\n)+/, '\n'],
  ['has an entry that does not fit its schema', 'what: verify\n', 'what: verified\n'],
  ['has an envelope that does not fit its schema', 'detail-type: com.example.zuora', 'detail-type: com.example.other'],
])('a document that %s is noticed', async (_, found, replacement) => {
  const broken = document.replace(found, replacement);
  expect(broken).not.toBe(document);
  await expect(verify(broken)).rejects.toThrow();
});

test.each(['eventBridgeEvent', 'snsNotification'])('the example of %s is read as the bare event', (name) => {
  const payload = z
    .object({ components: z.object({ messages: z.record(z.string(), z.object({ examples: z.array(z.unknown()) })) }) })
    .parse(parse(document)).components.messages[name]?.examples[0];
  const body = JSON.stringify(z.object({ payload: z.unknown() }).parse(payload).payload);
  const bare = read('events/user-access-requested.example.json');
  const event = (text: string) => readEvent('any', userAccessRequested, text, 'any');
  expect(event(body)).toEqual(event(bare));
});
