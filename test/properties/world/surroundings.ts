/** What a process of a function lives in. */
import type { Settings } from '../../../lib/settings.ts';
import type { DynamodbTable } from '../../../models/dynamodb-table.ts';
import type { Timeline } from '../../../models/timeline.ts';
import type { Parts } from '../parts.ts';
import type { Fates } from './fates.ts';
import type { RecordingTelemetry } from './recording-telemetry.ts';
import type { SqsQueues } from './sqs-queues.ts';
import type { Moment, Trace } from './trace.ts';
import type { ZuoraTenant } from './zuora-tenant.ts';

export interface Surroundings {
  readonly parts: Parts;
  readonly settings: Settings;
  readonly timeline: Timeline;
  readonly table: DynamodbTable;
  readonly queues: SqsQueues;
  readonly secret: { readonly value: string; readonly versionId: string };
  readonly tenants: readonly ZuoraTenant[];
  readonly fates: Fates;
  readonly trace: Trace;
  readonly telemetry: RecordingTelemetry;
  readonly random: () => number;
  readonly uuid: () => string;
  /** What the models could not do: the code under test would take it for an outage. */
  readonly problems: unknown[];
  readonly moment: () => Moment;
  /** Waits until it is this one's turn among all that could happen next. */
  readonly turn: (label: string) => Promise<void>;
}
