/** What the telemetry writes, read back. */
import * as z from 'zod';
import type { TranslationOutcome } from '../lib/log-line.ts';
import type { Outcome } from '../lib/outcome.ts';
import { Telemetry } from '../lib/telemetry.ts';

const all: Record<Outcome, true> = {
  applied: true,
  'already-applied': true,
  superseded: true,
  'no-such-user': true,
  'waiting-for-account': true,
  retry: true,
  busy: true,
  'dead-letter': true,
};

export const outcomes = Object.keys(all) as Outcome[];

const allOfTranslation: Record<TranslationOutcome, true> = {
  translated: true,
  quarantined: true,
  ignored: true,
  unresolvable: true,
  'dead-letter': true,
};

export const translationOutcomes = Object.keys(allOfTranslation) as TranslationOutcome[];

const metricLine = z.looseObject({
  _aws: z.object({
    CloudWatchMetrics: z.array(
      z.object({
        Namespace: z.string(),
        Dimensions: z.array(z.array(z.string())),
        Metrics: z.array(z.object({ Name: z.string(), Unit: z.string() })),
      }),
    ),
  }),
});

export type MetricLine = z.infer<typeof metricLine>;

/** The lines that a function writes, parsed, while it does something with new telemetry. */
export function written(act: (telemetry: Telemetry) => void): Record<string, unknown>[] {
  const lines: string[] = [];
  const streams = [process.stdout, process.stderr];
  const writes = streams.map(({ write }) => write);
  for (const stream of streams) {
    stream.write = (text) => {
      lines.push(
        ...String(text)
          .split('\n')
          .filter((line) => line.startsWith('{')),
      );
      return true;
    };
  }
  try {
    act(new Telemetry());
  } finally {
    streams.forEach((stream, index) => {
      stream.write = writes[index] ?? stream.write;
    });
  }
  return lines.map((line) => z.record(z.string(), z.unknown()).parse(JSON.parse(line)));
}

/** Those that are metrics, in CloudWatch's embedded metric format. */
export function metricsIn(lines: Record<string, unknown>[]): MetricLine[] {
  return lines.flatMap((line) => {
    const { data } = metricLine.safeParse(line);
    return data ? [data] : [];
  });
}
