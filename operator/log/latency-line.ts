/** Reads how long Zuora took to answer, from the metrics that the functions log. */
import { z } from 'zod';
import type { LogEvent } from './log-tail.ts';

export interface TailedLatency {
  /** Milliseconds since the epoch: when the invocation ended. */
  readonly timestamp: number;
  /** Of each call, in milliseconds. */
  readonly milliseconds: readonly number[];
}

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html */
const metricsLine = z.object({
  _aws: z.object({}),
  ZuoraLatency: z.union([z.number().transform((one) => [one]), z.array(z.number())]),
});

export function latenciesOf(events: readonly LogEvent[]): readonly TailedLatency[] {
  return events.flatMap(({ timestamp, message }) => {
    const milliseconds = parseLatencyLine(message);
    return milliseconds ? [{ timestamp, milliseconds }] : [];
  });
}

/** @returns undefined for every other line of a log */
export function parseLatencyLine(line: string): readonly number[] | undefined {
  try {
    return metricsLine.safeParse(JSON.parse(line)).data?.ZuoraLatency;
  } catch {
    return undefined;
  }
}
