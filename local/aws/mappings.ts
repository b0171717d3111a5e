/** Lambda: the functions, and their event source mappings, which an operator can disable and enable. */
import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { functionNameOf } from '../../lib/arn.ts';
import type { EventSourceMappingConfiguration } from '../lambda/event-source-mapping.ts';
import { action, serviceOf } from './actions.ts';
import { AwsError } from './aws-error.ts';
import { readRecords, writeRecords } from './record-file.ts';
import { type AwsService, awsAccount, awsRegion, type Members } from './service.ts';

/** Receives the messages of a queue for a function. */
interface Poller {
  start(): void;
  /** Resolves when it receives no more messages, and is done with those received. */
  stop(): Promise<void>;
}

/** What Lambda tells of a function. */
interface DescribedFunction {
  readonly name: string;
  readonly variables: Readonly<Record<string, string>>;
}

export interface Mappings extends AwsService {
  addFunction(described: DescribedFunction): void;
  /**
   * Adds a mapping, with the poller that it starts and stops from now on.
   * @returns whether it is enabled: a disabled mapping stays disabled after a restart
   */
  add(configuration: EventSourceMappingConfiguration, functionArn: string, poller: Poller): boolean;
}

const mappingRecordSchema = z.object({
  UUID: z.string(),
  EventSourceArn: z.string(),
  FunctionArn: z.string(),
  Enabled: z.boolean(),
  /** Seconds since the epoch. */
  LastModified: z.number(),
});
type MappingRecord = z.infer<typeof mappingRecordSchema>;

interface Mapping {
  readonly configuration: EventSourceMappingConfiguration;
  readonly poller: Poller;
  readonly record: MappingRecord;
  stopping: boolean;
}

const uuid = { UUID: z.string() };
const invalidParameter = 'InvalidParameterValueException';

/**
 * Opens the state of the mappings kept in `file`, or in memory without one. `add` tells which mappings exist.
 * @param clock milliseconds since the epoch
 */
export function openMappings(clock: () => number, file?: string): Mappings {
  const records = file === undefined ? [] : readRecords(file, mappingRecordSchema);
  const mappings: Mapping[] = [];
  const functions = new Map<string, DescribedFunction>();
  const now = () => clock() / 1000;

  function get(UUID: string): Mapping {
    const mapping = mappings.find(({ record }) => record.UUID === UUID);
    if (mapping) return mapping;
    throw new AwsError('ResourceNotFoundException', 'The resource you requested does not exist.', { status: 404 });
  }

  function getFunction(name: string): DescribedFunction {
    const found = functions.get(name) ?? functions.get(functionNameOf(name));
    if (found) return found;
    throw new AwsError('ResourceNotFoundException', `Function not found: ${name}`, { status: 404 });
  }

  function keep(): void {
    if (file !== undefined) writeRecords(file, records);
  }

  async function disable(mapping: Mapping): Promise<void> {
    mapping.stopping = true;
    await mapping.poller.stop();
    mapping.stopping = false;
  }

  const service = serviceOf('lambda', {
    // https://docs.aws.amazon.com/lambda/latest/api/API_GetFunctionConfiguration.html
    GetFunctionConfiguration: action(
      z.object({ FunctionName: z.string() }),
      ({ FunctionName }) => {
        const { name, variables } = getFunction(FunctionName);
        return { FunctionName: name, Environment: { Variables: variables } };
      },
      invalidParameter,
    ),

    ListEventSourceMappings: action(
      z.object({ EventSourceArn: z.string().optional(), FunctionName: z.string().optional() }),
      ({ EventSourceArn, FunctionName }) => {
        const listed = mappings.filter(
          ({ record }) =>
            (EventSourceArn === undefined || record.EventSourceArn === EventSourceArn) &&
            (FunctionName === undefined ||
              [record.FunctionArn, functionNameOf(record.FunctionArn)].includes(FunctionName)),
        );
        return { EventSourceMappings: listed.map(describeMapping) };
      },
      invalidParameter,
    ),

    GetEventSourceMapping: action(z.object(uuid), ({ UUID }) => describeMapping(get(UUID)), invalidParameter),

    UpdateEventSourceMapping: action(
      // Strict: a change that this endpoint cannot make must not seem to succeed.
      z.strictObject({ ...uuid, Enabled: z.boolean().optional() }),
      ({ UUID, Enabled }) => {
        const mapping = get(UUID);
        if (mapping.stopping) {
          const message = 'Cannot update the event source mapping because it is in use.';
          throw new AwsError('ResourceInUseException', message);
        }
        if (Enabled === undefined || Enabled === mapping.record.Enabled) return describeMapping(mapping);
        Object.assign(mapping.record, { Enabled, LastModified: now() });
        keep();
        if (Enabled) mapping.poller.start();
        else void disable(mapping);
        return describeMapping(mapping);
      },
      invalidParameter,
    ),
  });

  return {
    ...service,
    addFunction(described) {
      functions.set(described.name, described);
    },
    add(configuration, functionArn, poller) {
      const { queueArn } = configuration;
      let record = records.find((each) => each.EventSourceArn === queueArn && each.FunctionArn === functionArn);
      if (!record) {
        const about = { EventSourceArn: queueArn, FunctionArn: functionArn };
        record = { UUID: randomUUID(), ...about, Enabled: true, LastModified: now() };
        records.push(record);
        keep();
      }
      mappings.push({ configuration, poller, record, stopping: false });
      return record.Enabled;
    },
  };
}

/** https://docs.aws.amazon.com/lambda/latest/api/API_EventSourceMappingConfiguration.html */
function describeMapping({ configuration, record: { Enabled, ...record }, stopping }: Mapping): Members {
  const { batchSize, batchWindow, maximumConcurrency, reportBatchItemFailures } = configuration;
  return {
    ...record,
    EventSourceMappingArn: `arn:aws:lambda:${awsRegion}:${awsAccount}:event-source-mapping:${record.UUID}`,
    State: stopping ? 'Disabling' : Enabled ? 'Enabled' : 'Disabled',
    StateTransitionReason: 'USER_INITIATED',
    BatchSize: batchSize,
    MaximumBatchingWindowInSeconds: batchWindow / 1000,
    ScalingConfig: { MaximumConcurrency: maximumConcurrency },
    FunctionResponseTypes: reportBatchItemFailures ? ['ReportBatchItemFailures'] : [],
  };
}
