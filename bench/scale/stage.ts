/** A stage as serverless.yml has it: the settings of one of its functions. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse as parseYaml } from 'yaml';
import { z } from 'zod';
import { maximumConcurrency, shareCalls } from '../../infrastructure/calls-in-flight.ts';
import type { Operation } from '../../infrastructure/operation.ts';
import { durations, readSettings, type Settings, variableOf } from '../../lib/settings.ts';

const serviceDefinition = z.object({
  custom: z.object({ operations: z.record(z.string(), z.custom<Operation>()) }),
  params: z.object({ default: z.looseObject({ zuoraCallsInFlight: z.number() }) }),
});

const yaml = readFileSync(join(import.meta.dirname, '../../serverless.yml'), 'utf8');
const { custom, params } = serviceDefinition.parse(parseYaml(yaml));

/** As in infrastructure/functions.ts. */
export const batchSize = 10;

/** As in infrastructure/queues.ts. */
export const maxReceiveCount = 100;

/** What a company changes of the stage. */
export interface StageChanges {
  /** The parameter of this name. */
  readonly zuoraCallsInFlight?: number | undefined;
  /** The weight of the function under load. */
  readonly weight?: number | undefined;
}

export interface StageFunction {
  readonly settings: Settings;
  /** Containers at the most. */
  readonly containers: number;
}

/** The names of the functions that call Zuora. */
export const zuoraFunctions: readonly string[] = Object.entries(custom.operations)
  .filter(([, operation]) => 'weight' in operation)
  .map(([name]) => name);

/** A function of the stage. */
export function stageFunction(name: string, { zuoraCallsInFlight, weight }: StageChanges = {}): StageFunction {
  const changed = weight === undefined ? {} : { [name]: { ...operationOf(name), weight } };
  const operations = { ...custom.operations, ...changed };
  const shares = shareCalls(operations, zuoraCallsInFlight ?? params.default.zuoraCallsInFlight);
  const environment = {
    ...Object.fromEntries(Object.keys(durations).map((key) => [variableOf(key), String(params.default[key])])),
    ...Object.fromEntries(Object.entries(names).map(([key, value]) => [variableOf(key), value])),
    [variableOf('callsInFlight')]: String(shares.get(name)),
    [variableOf('deadLetterQueue')]: `${operationOf(name).queue}-dlq`,
  };
  return { settings: readSettings(environment), containers: maximumConcurrency };
}

const names = {
  stage: 'scale',
  ledger: 'ledger',
  accounts: 'accounts',
  audit: 'audit',
  secret: 'oauth',
  auditRetentionDays: String(params.default['auditRetentionDays']),
};

function operationOf(name: string): Operation {
  const operation = custom.operations[name];
  if (!operation) throw new Error(`serverless.yml has no operation ${name}.`);
  return operation;
}
