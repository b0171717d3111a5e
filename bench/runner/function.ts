/** Loads the bundle of a contender, and calls its handler as Lambda does. */
import { createRequire } from 'node:module';
import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';

export type Handler = (event: SQSEvent, context: Context) => Promise<SQSBatchResponse>;

/** The function's, in milliseconds. */
const timeout = Number(process.env['BENCH_TIMEOUT_SECONDS']) * 1000;

export function loadHandler(): Handler {
  const { BENCH_BUNDLE: bundle = '' } = process.env;
  return createRequire(bundle)(bundle).handler;
}

/** @returns how many messages stay on the queue */
export async function call(handler: Handler, event: SQSEvent): Promise<number> {
  const deadline = Date.now() + timeout;
  const response = await handler(event, {
    awsRequestId: '5eed0000-0000-4000-8000-000000000000',
    functionName: 'contender',
    functionVersion: '$LATEST',
    invokedFunctionArn: 'arn:aws:lambda:us-east-1:000000000000:function:contender',
    memoryLimitInMB: '512',
    logGroupName: '/aws/lambda/contender',
    logStreamName: 'bench',
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () => deadline - Date.now(),
    done: () => {},
    fail: () => {},
    succeed: () => {},
  });
  return response.batchItemFailures.length;
}
