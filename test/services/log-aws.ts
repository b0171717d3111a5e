/** An AWS with queues, their functions and the functions' logs. Each function has the name of its queue. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach } from '@jest/globals';
import type { StageQueue } from '../../operator/stack/stack.ts';

interface LoggedEvent {
  readonly logGroupName: string;
  readonly eventId: string;
  /** Milliseconds since the epoch. */
  readonly timestamp: number;
  readonly message: string;
}

class LogAws {
  url = '';
  #events: LoggedEvent[] = [];
  readonly #refusals = new Set<string>();
  /** The reads of logs so far. */
  reads = 0;

  readonly server = createServer(async (request, response) => {
    response.setHeader('content-type', 'application/x-amz-json-1.1');
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://aws');
    if (pathname.includes('/event-source-mappings')) {
      const FunctionArn = `arn:aws:lambda:us-east-1:000000000000:function:${searchParams.get('EventSourceArn')}`;
      response.end(JSON.stringify({ EventSourceMappings: [{ UUID: 'mapping', FunctionArn, State: 'Enabled' }] }));
      return;
    }
    const input = (await json(request)) as Record<string, string>;
    if (request.headers['x-amz-target'] === 'AmazonSQS.GetQueueAttributes') {
      response.end(JSON.stringify({ Attributes: { ...queueAttributes, QueueArn: input['QueueUrl'] } }));
      return;
    }
    this.reads += 1;
    const { logGroupName = '', startTime } = input;
    if (this.#refusals.delete(logGroupName)) {
      response.writeHead(400).end(JSON.stringify({ __type: 'AccessDeniedException', message: 'Not now' }));
      return;
    }
    const isRead = (event: LoggedEvent) => event.logGroupName === logGroupName && event.timestamp >= Number(startTime);
    response.end(JSON.stringify({ events: this.#events.filter(isRead) }));
  });

  /** A queue with a function of the same name. */
  queue(name: string): StageQueue {
    return { name, sourceUrl: name };
  }

  /** Logs an outcome with this message ID. */
  log(queue: string, messageId: string, timestamp: number): void {
    const message = JSON.stringify({
      message: 'outcome',
      outcome: 'applied',
      operation: 'requestUserAccess',
      messageId,
    });
    this.#events.push({ logGroupName: `/aws/lambda/${queue}`, eventId: messageId, timestamp, message });
  }

  /** Refuses the next read of the log. */
  refuse(queue: string): void {
    this.#refusals.add(`/aws/lambda/${queue}`);
  }

  clear(): void {
    this.#events = [];
    this.#refusals.clear();
    this.reads = 0;
  }
}

const queueAttributes = {
  ...{ ApproximateNumberOfMessages: '0', ApproximateNumberOfMessagesNotVisible: '0', MessageRetentionPeriod: '60' },
};

/** It is empty before each test of the file. */
export function useLogAws(): LogAws {
  const aws = new LogAws();
  beforeAll(async () => {
    aws.server.listen(0, '127.0.0.1');
    await once(aws.server, 'listening');
    aws.url = `http://127.0.0.1:${(aws.server.address() as AddressInfo).port}`;
  });
  beforeEach(() => aws.clear());
  afterAll(() => {
    aws.server.closeAllConnections();
    aws.server.close();
  });
  return aws;
}
