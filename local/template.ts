/** Reads the resources of the local stack from the packaged CloudFormation template. */
import { basename } from 'node:path';
import * as z from 'zod';
import type { EventSourceMappingConfiguration } from './lambda/event-source-mapping.ts';
import type { FunctionConfiguration } from './lambda/lambda-function.ts';
import { arnSchema } from './template-arn.ts';
import {
  type ScheduleGroupResource,
  type ScheduleResource,
  scheduleGroupSchema,
  scheduleSchema,
} from './template-schedules.ts';
import { type TableResource, tableSchema } from './template-table.ts';

/** The name of the template with the whole stack. Serverless writes it to the folder of the functions' zip files. */
export const templateFile = 'cloudformation-template-update-stack.json';

export interface QueueResource {
  readonly name: string;
  /** As SQS takes them: CloudFormation has the same names. */
  readonly attributes: Readonly<Record<string, string>>;
  readonly redrive?: { readonly deadLetterQueueId: string; readonly maxReceiveCount: number };
}
export interface SecretResource {
  readonly name: string;
  readonly description?: string | undefined;
}
interface PackagedFunction {
  readonly configuration: FunctionConfiguration;
  /** Name of the zip file with its bundle, in the folder of the template. */
  readonly archive: string;
}
type MappingResource = Omit<EventSourceMappingConfiguration, 'queueUrl' | 'queueArn'> & {
  readonly functionId: string;
  readonly queueId: string;
};

/** The resources of a template. Keys are logical ids. */
export interface StackResources {
  readonly queues: ReadonlyMap<string, QueueResource>;
  readonly tables: ReadonlyMap<string, TableResource>;
  readonly secrets: ReadonlyMap<string, SecretResource>;
  readonly scheduleGroups: ReadonlyMap<string, ScheduleGroupResource>;
  readonly schedules: ReadonlyMap<string, ScheduleResource>;
  readonly functions: ReadonlyMap<string, PackagedFunction>;
  readonly mappings: ReadonlyMap<string, MappingResource>;
}

const scalarSchema = z.union([z.string(), z.number(), z.boolean()]).transform(String);

const queueSchema = z
  .object({
    QueueName: z.string(),
    RedrivePolicy: z.strictObject({ deadLetterTargetArn: arnSchema, maxReceiveCount: z.number() }).optional(),
    RedriveAllowPolicy: z.unknown().optional(),
    Tags: z.unknown().optional(),
  })
  .catchall(scalarSchema)
  .transform(
    // Nobody but the template makes queues locally, and nobody pays for them.
    ({ QueueName, RedrivePolicy, RedriveAllowPolicy: _, Tags: __, ...attributes }): QueueResource => ({
      name: QueueName,
      attributes,
      ...(RedrivePolicy && {
        redrive: {
          deadLetterQueueId: RedrivePolicy.deadLetterTargetArn,
          maxReceiveCount: RedrivePolicy.maxReceiveCount,
        },
      }),
    }),
  );

const secretSchema = z
  .object({ Name: z.string(), Description: z.string().optional() })
  .transform(({ Name, Description }): SecretResource => ({ name: Name, description: Description }));

const functionSchema = z
  .object({
    Code: z.object({ S3Key: z.string() }),
    FunctionName: z.string(),
    Handler: z.string(),
    MemorySize: z.number(),
    Timeout: z.number(),
    Environment: z.object({ Variables: z.record(z.string(), scalarSchema) }),
  })
  .transform(
    (properties): PackagedFunction => ({
      configuration: {
        name: properties.FunctionName,
        handler: properties.Handler,
        timeout: properties.Timeout * 1000,
        memoryMiB: properties.MemorySize,
        variables: properties.Environment.Variables,
      },
      archive: basename(properties.Code.S3Key),
    }),
  );

/** Strict: an unknown property could change which messages a function gets. */
const mappingSchema = z
  .strictObject({
    EventSourceArn: arnSchema,
    FunctionName: arnSchema,
    Enabled: z.literal(true),
    BatchSize: z.number(),
    MaximumBatchingWindowInSeconds: z.number().default(0),
    FunctionResponseTypes: z.array(z.literal('ReportBatchItemFailures')).default([]),
    ScalingConfig: z.strictObject({ MaximumConcurrency: z.number() }),
  })
  .transform(
    (properties): MappingResource => ({
      functionId: properties.FunctionName,
      queueId: properties.EventSourceArn,
      batchSize: properties.BatchSize,
      batchWindow: properties.MaximumBatchingWindowInSeconds * 1000,
      maximumConcurrency: properties.ScalingConfig.MaximumConcurrency,
      reportBatchItemFailures: properties.FunctionResponseTypes.length > 0,
    }),
  );

/** Resource types, or the beginning of their names, that the local stack does not need. */
const skippedTypes = [
  'AWS::CloudWatch::', // nobody watches alarms here
  'AWS::IAM::', // every call is allowed
  'AWS::Lambda::Version', // only the newest version runs
  'AWS::Logs::', // logs go to a file
  'AWS::S3::', // the zip files are on disk
  'AWS::SecretsManager::ResourcePolicy', // every call is allowed
  'AWS::SQS::QueuePolicy', // every call is allowed
];

const templateSchema = z.object({
  Resources: z.record(z.string(), z.object({ Type: z.string(), Properties: z.unknown() })),
});

/**
 * The stack that a parsed template describes.
 *
 * @throws Error that names the resource, and the property whose form the local stack does not know
 */
export function readTemplate(json: unknown): StackResources {
  const stack = {
    queues: new Map<string, QueueResource>(),
    tables: new Map<string, TableResource>(),
    secrets: new Map<string, SecretResource>(),
    scheduleGroups: new Map<string, ScheduleGroupResource>(),
    schedules: new Map<string, ScheduleResource>(),
    functions: new Map<string, PackagedFunction>(),
    mappings: new Map<string, MappingResource>(),
  };
  for (const [id, { Type, Properties }] of Object.entries(
    parseResource(templateSchema, json, 'the template').Resources,
  )) {
    const what = `${id} (${Type}) in the template`;
    switch (Type) {
      case 'AWS::SQS::Queue':
        stack.queues.set(id, parseResource(queueSchema, Properties, what));
        break;
      case 'AWS::DynamoDB::Table':
        stack.tables.set(id, parseResource(tableSchema, Properties, what));
        break;
      case 'AWS::SecretsManager::Secret':
        stack.secrets.set(id, parseResource(secretSchema, Properties, what));
        break;
      case 'AWS::Scheduler::ScheduleGroup':
        stack.scheduleGroups.set(id, parseResource(scheduleGroupSchema, Properties, what));
        break;
      case 'AWS::Scheduler::Schedule':
        stack.schedules.set(id, parseResource(scheduleSchema, Properties, what));
        break;
      case 'AWS::Lambda::Function':
        stack.functions.set(id, parseResource(functionSchema, Properties, what));
        break;
      case 'AWS::Lambda::EventSourceMapping':
        stack.mappings.set(id, parseResource(mappingSchema, Properties, what));
        break;
      default:
        if (!skippedTypes.some((type) => Type.startsWith(type))) {
          throw new Error(
            `The local stack cannot create ${what}. Add its type to local/template.ts, or list the type there as skipped.`,
          );
        }
    }
  }
  return stack;
}

function parseResource<T>(schema: z.ZodType<T>, value: unknown, what: string): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw new Error(`The local stack does not understand ${what}:\n${z.prettifyError(result.error)}`);
}
