/** DynamoDB: dynalite's store, validations and actions, without its HTTP server. */
import { mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import * as z from 'zod';
import { guardWrites } from '../storage.ts';
import { AwsError } from './aws-error.ts';
import type { AwsService } from './service.ts';
import { createStore, type DynaliteStore, isStoreError, untilActive } from './table-store.ts';

// dynalite's own server ends the process when a caller goes away during a request, and closes its database only if it
// has listened on a port. Its parts have neither problem. They are CommonJS without types.
const require = createRequire(import.meta.url);

interface DynaliteValidation {
  types: object;
  custom?: (input: object, store: DynaliteStore) => unknown;
}
type DynaliteAction = (store: DynaliteStore, input: object, done: (error: unknown, output: object) => void) => void;

const validations: {
  checkTypes(input: object, types: object): object;
  checkValidations(input: object, types: object, custom: DynaliteValidation['custom'], store: DynaliteStore): void;
} = require('dynalite/validations');

const actionNames = [
  'BatchGetItem',
  'BatchWriteItem',
  'CreateTable',
  'DeleteItem',
  'DeleteTable',
  'DescribeTable',
  'DescribeTimeToLive',
  'GetItem',
  'ListTables',
  'ListTagsOfResource',
  'PutItem',
  'Query',
  'Scan',
  'TagResource',
  'UntagResource',
  'UpdateItem',
  'UpdateTable',
] as const;

const operations = new Map(
  actionNames.map((action) => {
    const file = action.charAt(0).toLowerCase() + action.slice(1);
    const run: DynaliteAction = require(`dynalite/actions/${file}`);
    const validation: DynaliteValidation = require(`dynalite/validations/${file}`);
    return [action as string, { run, validation }];
  }),
);

const tableActions: readonly string[] = ['CreateTable', 'DeleteTable', 'UpdateTable'];

/** Hears of an item that was put into a table, in DynamoDB's form. Nobody hears of updates. */
export type PutListener = (table: string, item: Readonly<Record<string, AttributeValue>>) => void;

const createTableInput = z.object({ TableName: z.string() });
const put = z.object({ TableName: z.string(), Item: z.record(z.string(), z.custom<AttributeValue>()) });

/**
 * Opens the tables kept in `folder`, or in memory without one. Tables are active at once. The folder is a LevelDB: an
 * answered change has gone to the operating system, so it survives a killed process.
 * @throws Error if another process has the folder open
 */
export async function openTables(folder?: string, onPut?: PutListener): Promise<AwsService> {
  if (folder !== undefined) mkdirSync(folder, { recursive: true });
  let { store, forgetTables } = createStore(folder);
  try {
    await store.db.open();
  } catch (cause) {
    throw new Error(`cannot open the tables in ${folder}: is another endpoint using this folder?`, { cause });
  }
  const guard = guardWrites(folder ?? 'The tables');
  let broken = false;
  let reopening: Promise<void> | undefined;

  /** Fails as a write does that the store refused. */
  function fail(error: unknown): never {
    return guard(() => {
      throw error;
    });
  }

  /** A write that failed may have left a part in LevelDB's log. A new log begins when the store opens. */
  function reopen(): Promise<void> {
    reopening ??= restart().finally(() => {
      reopening = undefined;
    });
    return reopening;
  }

  async function restart(): Promise<void> {
    try {
      // A store whose opening has failed is closed already.
      await store.db.close().catch(() => undefined);
      ({ store, forgetTables } = createStore(folder));
      await store.db.open();
    } catch (error) {
      fail(error);
    }
    guard(() => undefined);
    broken = false;
  }

  return {
    name: 'dynamodb',
    actions: actionNames,
    async call(action, input) {
      const operation = operations.get(action);
      if (operation === undefined) throw new TypeError(`not an action of DynamoDB: ${action}`);
      const { types, custom } = operation.validation;
      if (broken) await reopen();
      try {
        const checked = validations.checkTypes(input, types);
        validations.checkValidations(checked, types, custom, store);
        const answer = await new Promise<object>((resolve, reject) => {
          operation.run(store, checked, (error, output) => (error ? reject(error) : resolve(output)));
        });
        if (action === 'CreateTable') await untilActive(store, createTableInput.parse(checked).TableName);
        if (onPut !== undefined && action === 'PutItem') {
          const { TableName, Item } = put.parse(checked);
          onPut(TableName, Item);
        }
        return answer;
      } catch (error) {
        if (!isStoreError(error)) throw asAwsError(error);
        broken = true;
        return fail(error);
      } finally {
        if (tableActions.includes(action)) forgetTables();
      }
    },
    close: () => store.db.close(),
  };
}

/** dynalite rejects a request with an error that holds the answer: `statusCode` and `body`. */
function asAwsError(error: unknown): unknown {
  if (!(error instanceof Error && 'statusCode' in error && 'body' in error)) return error;
  const { statusCode, body }: { statusCode?: unknown; body?: unknown } = error;
  const { __type, message, Message }: { __type?: unknown; message?: unknown; Message?: unknown } = Object(body);
  return new AwsError(String(__type), String(message ?? Message ?? ''), { status: Number(statusCode) });
}
