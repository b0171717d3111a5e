/** The events that publishers may send, with all that there is to tell about each. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod/mini';
import type { Contract } from '../events/contract.ts';
import { readContracts } from '../events/contracts.ts';
import { type DeployedOperation, deployedOperations } from '../operator/stack/deployed-operations.ts';
import { type DocComments, readDocComments } from './doc-comments.ts';

const folder = join(import.meta.dirname, '../events');

export interface PublishedEvent {
  /** The name of its files, such as `user-access-requested`. */
  readonly name: string;
  /** What it asks for or reports. */
  readonly title: string;
  readonly contract: Contract<object>;
  /** The function that takes it. */
  readonly operation: DeployedOperation;
  /** Of the CloudEvent, for publishers in any language. */
  readonly schema: object;
  /** The worked example, a CloudEvent. */
  readonly example: object;
}

export interface EventReading {
  /** In the order of serverless.yml. */
  readonly events: readonly PublishedEvent[];
  /** What keeps an event out of `events`, and what to do about it. */
  readonly problems: readonly string[];
}

/** Reads serverless.yml, the contracts and their worked examples. */
export async function readPublishedEvents(): Promise<EventReading> {
  const contracts = await readContracts();
  const taken = deployedOperations.flatMap((operation) => operation.events.map((type) => ({ type, operation })));
  const problems = [...contracts]
    .filter(([, { type }]) => !taken.some((one) => one.type === type))
    .map(([name, { type }]) => `events/${name}.ts: no block of custom.operations in serverless.yml takes ${type}.`);
  const events: PublishedEvent[] = [];
  for (const { type, operation } of taken) {
    const [name, contract] = [...contracts].find(([, one]) => one.type === type) ?? [];
    if (!name || !contract) {
      problems.push(`serverless.yml: ${operation.name} takes ${type}, and no contract in events/ has this type.`);
      continue;
    }
    const { title, notes } = readDocComments(await readFile(join(folder, `${name}.ts`), 'utf8'));
    const example = await readExample(name);
    if (!title) problems.push(`events/${name}.ts begins with no comment. Tell publishers in one line what ${type} is.`);
    else if (!example) problems.push(`events/${name}.example.json is missing. Write a worked example of ${type}.`);
    else events.push({ name, title, contract, operation, schema: schemaOf(contract, title, notes), example });
  }
  return { events, problems };
}

function schemaOf({ schema }: Contract<object>, title: string, notes: DocComments['notes']): object {
  const { $schema, ...rest } = z.toJSONSchema(schema, { io: 'input' });
  const data = rest.properties?.['data'];
  for (const [name, description] of notes) {
    const field = typeof data === 'object' && data.properties?.[name];
    if (typeof field === 'object') field.description = description;
  }
  return { $schema, title, ...rest };
}

/** @returns undefined if there is none */
async function readExample(name: string): Promise<object | undefined> {
  const text = await readFile(join(folder, `${name}.example.json`), 'utf8').catch(() => undefined);
  return text === undefined ? undefined : z.looseObject({}).parse(JSON.parse(text));
}
