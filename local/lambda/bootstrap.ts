/** The process of an execution environment: it loads the function's bundle, then calls the handler, one event at a time. */
import { on } from 'node:events';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { inspect } from 'node:util';
import type { Context } from 'aws-lambda';
// Types only: a validator would make every cold start longer, and both ends of the channel are this code.
import type { Invocation, RuntimeMessage } from './invocation.ts';

type FunctionContext = Omit<Context, 'done' | 'fail' | 'succeed'>;
type FunctionHandler = (event: unknown, context: FunctionContext) => Promise<unknown>;

// A Ctrl-C in the terminal reaches this process too, but the parent decides when it ends.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => {});
// The parent may have been killed: then nobody takes the answer, and nobody else ends this process.
process.on('disconnect', () => process.exit());

const handler = loadHandler();
const invocations = on(process, 'message');
send({ kind: 'ready' });
for await (const [invocation] of invocations) send(await callHandler(invocation));

/** Bundles are CommonJS in a package of ES modules, and therefore named `.cjs`. */
function loadHandler(): FunctionHandler {
  const [module, name = ''] = requiredVariable('_HANDLER').split('.');
  const loaded = createRequire(import.meta.url)(join(requiredVariable('LAMBDA_TASK_ROOT'), `${module}.cjs`));
  if (typeof loaded[name] !== 'function') throw new Error(`${module}.cjs exports no function ${name}`);
  return loaded[name];
}

async function callHandler(invocation: Invocation): Promise<RuntimeMessage> {
  try {
    const response = await handler(invocation.event, contextOf(invocation));
    // A response that JSON cannot carry fails here, as an error of this invocation.
    return { kind: 'response', payload: JSON.parse(JSON.stringify(response ?? null)) };
  } catch (error) {
    return { kind: 'error', message: inspect(error) };
  }
}

function contextOf({ requestId, deadline, invokedFunctionArn }: Invocation): FunctionContext {
  return {
    awsRequestId: requestId,
    functionName: requiredVariable('AWS_LAMBDA_FUNCTION_NAME'),
    functionVersion: requiredVariable('AWS_LAMBDA_FUNCTION_VERSION'),
    invokedFunctionArn,
    memoryLimitInMB: requiredVariable('AWS_LAMBDA_FUNCTION_MEMORY_SIZE'),
    logGroupName: requiredVariable('AWS_LAMBDA_LOG_GROUP_NAME'),
    logStreamName: requiredVariable('AWS_LAMBDA_LOG_STREAM_NAME'),
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
  };
}

/** A variable that Lambda sets: https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html */
function requiredVariable(name: string): string {
  const value = process.env[name];
  if (value === undefined) throw new Error(`The environment lacks ${name}`);
  return value;
}

function send(answer: RuntimeMessage): void {
  process.send?.(answer);
}
