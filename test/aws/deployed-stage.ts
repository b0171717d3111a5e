/** A stage that `npx serverless` has deployed, as AWS shows it. */
import { CloudFormationClient, DescribeStackResourcesCommand } from '@aws-sdk/client-cloudformation';
import { CloudWatchLogsClient, DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { GetRolePolicyCommand, IAMClient, ListRolePoliciesCommand } from '@aws-sdk/client-iam';
import {
  type EventSourceMappingConfiguration,
  type FunctionConfiguration,
  GetFunctionConfigurationCommand,
  LambdaClient,
  ListEventSourceMappingsCommand,
} from '@aws-sdk/client-lambda';
import { ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { GetQueueAttributesCommand, GetQueueUrlCommand, ListQueuesCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { AwsAccess } from '../../operator/aws-access.ts';

export class DeployedStage {
  /** Of the stack, and the beginning of every resource's name. */
  readonly name: string;
  readonly sqs: SQSClient;
  readonly dynamodb: DynamoDBClient;
  readonly #cloudformation: CloudFormationClient;
  readonly #iam: IAMClient;
  readonly #lambda: LambdaClient;
  readonly #logs: CloudWatchLogsClient;
  readonly #s3: S3Client;

  constructor(aws: AwsAccess, stage: string) {
    this.name = `zuora-access-${stage}`;
    this.sqs = new SQSClient({ ...aws, useQueueUrlAsEndpoint: false });
    this.dynamodb = new DynamoDBClient(aws);
    this.#cloudformation = new CloudFormationClient(aws);
    this.#iam = new IAMClient(aws);
    this.#lambda = new LambdaClient(aws);
    this.#logs = new CloudWatchLogsClient(aws);
    this.#s3 = new S3Client({ ...aws, forcePathStyle: true });
  }

  close(): void {
    const { sqs, dynamodb } = this;
    for (const client of [sqs, dynamodb, this.#cloudformation, this.#iam, this.#lambda, this.#logs, this.#s3]) {
      client.destroy();
    }
  }

  /** What the stack has created: names or addresses by logical id. */
  async resources(): Promise<Map<string, string>> {
    const { StackResources = [] } = await this.#cloudformation.send(
      new DescribeStackResourcesCommand({ StackName: this.name }),
    );
    return new Map(
      StackResources.flatMap(({ LogicalResourceId, PhysicalResourceId }) =>
        LogicalResourceId && PhysicalResourceId ? [[LogicalResourceId, PhysicalResourceId]] : [],
      ),
    );
  }

  /** The names of the files that the stack was made from. */
  async artifacts(): Promise<string[]> {
    const Bucket = (await this.resources()).get('ServerlessDeploymentBucket');
    const { Contents = [] } = await this.#s3.send(new ListObjectsV2Command({ Bucket }));
    return Contents.map(({ Key = '' }) => Key.slice(Key.lastIndexOf('/') + 1));
  }

  /** The last names of its queues, e.g. `entity-connections-dlq`. */
  async queues(): Promise<string[]> {
    const { QueueUrls = [] } = await this.sqs.send(new ListQueuesCommand({ QueueNamePrefix: this.name }));
    return QueueUrls.map((url) => url.slice(url.lastIndexOf(this.name) + this.name.length + 1));
  }

  async queueUrl(queue: string): Promise<string> {
    const { QueueUrl = '' } = await this.sqs.send(new GetQueueUrlCommand({ QueueName: `${this.name}-${queue}` }));
    return QueueUrl;
  }

  async queueAttributes(queue: string): Promise<Record<string, string>> {
    const QueueUrl = await this.queueUrl(queue);
    const { Attributes = {} } = await this.sqs.send(
      new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }),
    );
    return Attributes;
  }

  async mappings(queue: string): Promise<EventSourceMappingConfiguration[]> {
    const { QueueArn } = await this.queueAttributes(queue);
    const { EventSourceMappings = [] } = await this.#lambda.send(
      new ListEventSourceMappingsCommand({ EventSourceArn: QueueArn }),
    );
    return EventSourceMappings;
  }

  function(operation: string): Promise<FunctionConfiguration> {
    return this.#lambda.send(new GetFunctionConfigurationCommand({ FunctionName: `${this.name}-${operation}` }));
  }

  /** The ARNs in the policies of a role. */
  async allowed(roleId: string): Promise<string[]> {
    const RoleName = (await this.resources()).get(roleId);
    const { PolicyNames = [] } = await this.#iam.send(new ListRolePoliciesCommand({ RoleName }));
    const policies = await Promise.all(
      PolicyNames.map((PolicyName) => this.#iam.send(new GetRolePolicyCommand({ RoleName, PolicyName }))),
    );
    // Moto's documents are not JSON.
    return policies.flatMap(({ PolicyDocument = '' }) => decodeURIComponent(PolicyDocument).match(/arn:[^'"]+/g) ?? []);
  }

  /** In days, by log group. */
  async logRetention(): Promise<Map<string, number | undefined>> {
    const { logGroups = [] } = await this.#logs.send(
      new DescribeLogGroupsCommand({ logGroupNamePrefix: `/aws/lambda/${this.name}-` }),
    );
    return new Map(logGroups.map(({ logGroupName = '', retentionInDays }) => [logGroupName, retentionInDays]));
  }
}
