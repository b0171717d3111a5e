/** The AsyncAPI document: a frame with what holds for all events, filled with channels, operations and messages. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseDocument } from 'yaml';
import * as z from 'zod/mini';
import { outcomeEventType } from '../lib/audit/outcome-event.ts';
import { type DeployedOperation, deployedOperations } from '../operator/stack/deployed-operations.ts';
import { readOutcomeExample } from './outcome-events.ts';
import type { PublishedEvent } from './published-events.ts';

const frameFile = join(import.meta.dirname, 'asyncapi-frame.yaml');
const manifestFile = join(import.meta.dirname, '../package.json');
const manifest = z.object({ version: z.string() });

const heading = `# Written by \`npm run schemas\` from catalogue/asyncapi-frame.yaml, serverless.yml and the contracts. Do not edit it here.
# It tells tools that read AsyncAPI what publishers send and what the service sends. The payloads are the schemas here.
`;

/** Messages of every queue, which the frame describes. */
const envelopes = ['eventBridgeEvent', 'snsNotification'];

export async function asyncApi(events: readonly PublishedEvent[]): Promise<string> {
  const { version } = manifest.parse(JSON.parse(await readFile(manifestFile, 'utf8')));
  const frame = await readFile(frameFile, 'utf8');
  // Readers of YAML 1.1 would take an unquoted time for a date.
  const document = parseDocument(frame.replace(/^#.*\n/gm, ''), { compat: 'yaml-1.1' });
  const set = (path: readonly string[], value: unknown) =>
    document.setIn(path, document.createNode(value, { aliasDuplicateObjects: false }));
  const served = deployedOperations.filter((operation) => events.some((event) => event.operation === operation));
  set(['info', 'version'], version);
  for (const { name, queue } of served) {
    const own = events.filter(({ operation }) => operation.name === name);
    for (const [key, value] of Object.entries(channelOf(queue, own))) set(['channels', camelCase(queue), key], value);
  }
  for (const operation of served) set(['operations', operation.name], operationOf(operation));
  const outcome = await readOutcomeExample();
  set(['components', 'messages', 'auditEntry', 'examples'], [{ payload: onBus(outcome) }]);
  for (const event of events) set(['components', 'messages', camelCase(event.name)], messageOf(event));
  return `${heading}${document.toString({ lineWidth: 120, singleQuote: true, flowCollectionPadding: false })}`;
}

function operationOf({ queue, description }: DeployedOperation): object {
  return { action: 'receive', channel: reference(`#/channels/${camelCase(queue)}`), summary: `${description}.` };
}

function channelOf(queue: string, events: readonly PublishedEvent[]): object {
  const address = `zuora-access-{stage}-${queue}`;
  const names = [...events.map(({ name }) => camelCase(name)), ...envelopes];
  return {
    address,
    title: sentence(queue),
    servers: ['aws', 'local'].map((server) => reference(`#/servers/${server}`)),
    parameters: { stage: reference('#/components/parameters/stage') },
    messages: Object.fromEntries(names.map((name) => [name, reference(`#/components/messages/${name}`)])),
    bindings: {
      sqs: {
        queue: { name: address, fifoQueue: false },
        deadLetterQueue: { name: `${address}-dlq`, fifoQueue: false },
      },
    },
  };
}

function messageOf({ name, title, contract, example }: PublishedEvent): object {
  return {
    name: contract.type,
    title,
    correlationId: reference('#/components/correlationIds/ticket'),
    payload: reference(`./${name}.schema.json`),
    examples: [{ payload: example }],
  };
}

/** An event as EventBridge has it. */
function onBus(detail: object): object {
  return {
    version: '0',
    id: 'd1f0a6b2-6a53-4f0a-9a0e-3f6f0c9d7a11',
    ...{ 'detail-type': outcomeEventType, source: 'zuora-access-prod', account: '123456789012' },
    ...{ time: '2026-10-05T09:31:09Z', region: 'eu-central-1', resources: [], detail },
  };
}

function reference(to: string): object {
  return { $ref: to };
}

function camelCase(name: string): string {
  return name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
}

/** `access-approvals` as `Access approvals`. */
function sentence(name: string): string {
  return `${name[0]?.toUpperCase()}${name.slice(1).replaceAll('-', ' ')}`;
}
