/** The embedded AWS of a test file, with the clients that translation uses. */
import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { Scheduler } from '@aws-sdk/client-scheduler';
import { SQS } from '@aws-sdk/client-sqs';
import { clockStart } from '../../clock.ts';
import { useAws } from '../../services/use-aws.ts';
import type { AwsParts } from './translation.ts';

export function useAwsParts(): AwsParts {
  const aws = useAws(clockStart);
  return {
    sqs: aws.client((settings) => new SQS({ ...settings, useQueueUrlAsEndpoint: false })),
    dynamodb: aws.client((settings) => new DynamoDB(settings)),
    scheduler: aws.client((settings) => new Scheduler(settings)),
  };
}
