/** The deployment package as AWS would get it. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import { z } from 'zod';
import { packageService } from '../../local/packaging.ts';

const reference = z.union([
  z.object({ Ref: z.string() }),
  z.object({ 'Fn::GetAtt': z.tuple([z.string(), z.string()]) }),
]);
const idOf = (value: z.infer<typeof reference>) => ('Ref' in value ? value.Ref : value['Fn::GetAtt'][0]);
const target = reference.transform(idOf);

const policyDocument = z.object({
  Statement: z.array(
    z.object({
      Effect: z.string(),
      Action: z.union([z.string(), z.array(z.string())]),
      Resource: z.unknown(),
      Principal: z.unknown().optional(),
      Condition: z.unknown().optional(),
    }),
  ),
});

const forms = {
  queue: z.object({
    QueueName: z.string(),
    VisibilityTimeout: z.number().optional(),
    MessageRetentionPeriod: z.number(),
    MaximumMessageSize: z.number(),
    SqsManagedSseEnabled: z.boolean(),
    RedrivePolicy: z.object({ deadLetterTargetArn: target, maxReceiveCount: z.number() }).optional(),
  }),
  queuePolicy: z.object({ Queues: z.array(target), PolicyDocument: policyDocument }),
  role: z.object({
    AssumeRolePolicyDocument: z.unknown(),
    Policies: z.array(z.object({ PolicyDocument: policyDocument })),
    ManagedPolicyArns: z.undefined().optional(),
  }),
  table: z.object({
    TableName: z.string(),
    PointInTimeRecoverySpecification: z.unknown(),
    TimeToLiveSpecification: z.unknown(),
  }),
  secret: z.looseObject({ Name: z.string() }),
  logGroup: z.object({ LogGroupName: z.string(), RetentionInDays: z.number() }),
  function: z.object({
    FunctionName: z.string(),
    Handler: z.string(),
    Runtime: z.string(),
    Timeout: z.number(),
    Role: target,
    ReservedConcurrentExecutions: z.number().optional(),
    Environment: z.object({ Variables: z.record(z.string(), z.string()) }),
  }),
  mapping: z.looseObject({
    BatchSize: z.number(),
    EventSourceArn: target,
    FunctionName: target,
    FunctionResponseTypes: z.array(z.string()),
    ScalingConfig: z.object({ MaximumConcurrency: z.number() }),
  }),
};

const types = {
  queue: 'AWS::SQS::Queue',
  queuePolicy: 'AWS::SQS::QueuePolicy',
  role: 'AWS::IAM::Role',
  table: 'AWS::DynamoDB::Table',
  secret: 'AWS::SecretsManager::Secret',
  logGroup: 'AWS::Logs::LogGroup',
  function: 'AWS::Lambda::Function',
  mapping: 'AWS::Lambda::EventSourceMapping',
} as const;

type Kind = keyof typeof types;

export class PackagedService {
  readonly #folder: string;
  readonly #resources: Record<string, { Type: string; Properties?: unknown }>;

  private constructor(folder: string) {
    this.#folder = folder;
    const template = readFileSync(join(folder, 'cloudformation-template-update-stack.json'), 'utf8');
    this.#resources = JSON.parse(template).Resources;
  }

  static async of(stage: string): Promise<PackagedService> {
    const folder = mkdtempSync(join(tmpdir(), 'zuora-access-package-'));
    await packageService(join(__dirname, '../..'), stage, folder);
    return new PackagedService(folder);
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true });
  }

  /** The resources of a kind, by logical id. */
  all<K extends Kind>(kind: K): Map<string, z.infer<(typeof forms)[K]>> {
    const ofKind = Object.entries(this.#resources).filter(([, { Type }]) => Type === types[kind]);
    return new Map(
      ofKind.map(([id, { Properties }]) => [id, forms[kind].parse(Properties) as z.infer<(typeof forms)[K]>]),
    );
  }

  /** The one resource of a kind with this logical id. */
  one<K extends Kind>(kind: K, id: string): z.infer<(typeof forms)[K]> {
    const found = this.all(kind).get(id);
    if (!found) throw new Error(`no ${types[kind]} ${id}`);
    return found;
  }

  /** The files of a function's archive. */
  files(functionName: string): Record<string, Uint8Array> {
    return unzipSync(readFileSync(join(this.#folder, `${functionName}.zip`)));
  }
}
