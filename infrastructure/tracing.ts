/** Tracing of the functions by AWS X-Ray, if the stage wants it. */
import { allow, type Statement } from './policy.ts';
import type { Service } from './service.ts';

type Stage = Pick<Service, 'parameters'>;

/** The part of a function that makes Lambda trace it. */
export function tracingOf({ parameters }: Stage): { readonly tracing?: 'Active' } {
  return parameters.tracing ? { tracing: 'Active' } : {};
}

/**
 * What the role of a traced function must allow. X-Ray has no resources to name.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsx-ray.html
 */
export function sendingTraces({ parameters }: Stage): readonly Statement[] {
  return parameters.tracing ? [allow(['xray:PutTraceSegments', 'xray:PutTelemetryRecords'], '*')] : [];
}
