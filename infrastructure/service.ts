/** The service in the stage that is packaged. */
import type { Configuration } from './configuration.ts';
import type { Durations } from './durations.ts';
import { hasPublishers, type Operation } from './operation.ts';
import type { StageParameters } from './parameters.ts';

export interface Service {
  readonly name: string;
  readonly stage: string;
  readonly region: string;
  /** Begins every resource's name. */
  readonly prefix: string;
  readonly operations: Readonly<Record<string, Operation>>;
  readonly parameters: StageParameters;
  readonly durations: Durations;
}

export async function readService({ resolveVariable }: Configuration): Promise<Service> {
  const [name, stage, region, operations, parameters, durations] = await Promise.all([
    resolveVariable('self:service'),
    resolveVariable('sls:stage'),
    resolveVariable('self:provider.region'),
    resolveVariable('self:custom.operations'),
    resolveVariable('self:custom.parameters'),
    resolveVariable('self:custom.durations'),
  ]);
  return { name, stage, region, prefix: `${name}-${stage}`, operations, parameters, durations };
}

/** The names of the queues to which publishers send events. */
export function eventQueuesOf({ operations }: Service): readonly string[] {
  return Object.values(operations)
    .filter(hasPublishers)
    .map(({ queue }) => queue);
}
