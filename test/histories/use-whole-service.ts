/** The whole service for each test of a file. */
import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { Scheduler } from '@aws-sdk/client-scheduler';
import { SecretsManager } from '@aws-sdk/client-secrets-manager';
import { SQS } from '@aws-sdk/client-sqs';
import { afterEach } from '@jest/globals';
import type { Policy } from '../../lib/policy/policy.ts';
import { embeddedAws } from '../../operator/aws-access.ts';
import { clockStart } from '../clock.ts';
import { useAws } from '../services/use-aws.ts';
import { type ServiceParts, WholeService } from './whole-service.ts';

/** An embedded AWS for all tests of a file. */
export function useServiceParts(): ServiceParts {
  const aws = useAws(clockStart);
  return {
    aws: () => embeddedAws(aws.url),
    dynamodb: aws.client((settings) => new DynamoDB(settings)),
    scheduler: aws.client((settings) => new Scheduler(settings)),
    secrets: aws.client((settings) => new SecretsManager(settings)),
    sqs: aws.client((settings) => new SQS({ ...settings, useQueueUrlAsEndpoint: false })),
  };
}

/** @returns begins the service of a test, which ends with it */
export function useWholeService(parts: ServiceParts): (policy: Policy) => Promise<WholeService> {
  let service: WholeService | undefined;
  afterEach(async () => {
    await service?.end();
    service = undefined;
  });
  return async (policy) => {
    service = await WholeService.begin(parts, policy);
    return service;
  };
}
