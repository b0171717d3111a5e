/** What the framework tells the files of this folder: https://github.com/oss-serverless/osls */
import type { Durations } from './durations.ts';
import type { Operation } from './operation.ts';
import type { StageParameters } from './parameters.ts';

/** The argument of a function that `${file(…):…}` names. */
export interface Configuration {
  resolveVariable<Name extends keyof Variables>(name: Name): Promise<Variables[Name]>;
}

/** The variables that this folder reads, with their types in serverless.yml. */
interface Variables {
  'self:service': string;
  'sls:stage': string;
  'self:provider.region': string;
  'self:custom.operations': Readonly<Record<string, Operation>>;
  'self:custom.parameters': StageParameters;
  'self:custom.durations': Durations;
  'param:credentials': Readonly<Record<string, string>>;
  /** In seconds, where it is a duration. */
  [parameter: `param:${string}`]: unknown;
}
