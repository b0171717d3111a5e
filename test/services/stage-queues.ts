/** The queues by which the commands know a stage. */
import { CreateQueueCommand, type SQSClient } from '@aws-sdk/client-sqs';

export async function createStageQueues(sqs: SQSClient): Promise<void> {
  for (const name of ['user-access-requests', 'user-access-requests-dlq']) {
    await sqs.send(new CreateQueueCommand({ QueueName: `zuora-access-local-${name}` }));
  }
}
