/** The SDK's clients of SQS and Secrets Manager, answered in place of the network. */
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { SimulatedQueue } from './queue.ts';

/** All that a client would look for on the machine. */
const config = {
  region: 'us-east-1',
  credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
  requestHandler: { handle: () => Promise.reject(new Error('There is no network.')) },
};
/** Before the SDK prepares what it would send. */
const inPlaceOfTheNetwork = { step: 'initialize', priority: 'high' } as const;

/** Requests of the functions to SQS, and to Secrets Manager. */
export interface AwsRequests {
  visibilityChanges: number;
  deadLetters: number;
  queueUrls: number;
  secrets: number;
}

export function sqsClient(queue: SimulatedQueue, requests: AwsRequests): SQSClient {
  const client = new SQSClient(config);
  client.middlewareStack.add(
    () =>
      async ({ input }) => {
        if ('VisibilityTimeout' in input && 'ReceiptHandle' in input) {
          requests.visibilityChanges += 1;
          queue.changeVisibility(Number(input.ReceiptHandle), Number(input.VisibilityTimeout) * 1000);
          return answered({});
        }
        if ('MessageBody' in input) {
          requests.deadLetters += 1;
          return answered({});
        }
        requests.queueUrls += 1;
        return answered({ QueueUrl: 'https://sqs.us-east-1.amazonaws.com/000000000000/queue' });
      },
    inPlaceOfTheNetwork,
  );
  return client;
}

export function secretsManagerClient(requests: AwsRequests): SecretsManagerClient {
  const client = new SecretsManagerClient(config);
  client.middlewareStack.add(
    () => async () => {
      requests.secrets += 1;
      return answered({ SecretString: secret, VersionId: 'only' });
    },
    inPlaceOfTheNetwork,
  );
  return client;
}

const secret = JSON.stringify({ baseUrl: 'https://rest.na.zuora.com', clientId: 'any', clientSecret: 'any' });

function answered(output: object) {
  return { response: undefined, output: { ...output, $metadata: {} } };
}
