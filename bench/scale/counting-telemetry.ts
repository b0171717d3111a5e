/** Counts outcomes in place of logging them. */
import type { OutcomeLine } from '../../lib/log-line.ts';
import { Telemetry } from '../../lib/telemetry.ts';
import { MinuteCounts } from './minute-counts.ts';

/** What the logger adds to a line: level, service, function, request ID, time. */
const envelopeBytes = 400;

export class CountingTelemetry extends Telemetry {
  /** By outcome, with the reason of a dead letter. */
  readonly outcomes = new Map<string, number>();
  /** Messages that were finished. */
  readonly finished: MinuteCounts;
  /** From the sending of each finished message until its end; milliseconds. */
  readonly waits: number[] = [];
  /** Of the lines of outcomes. */
  logBytes = 0;
  /** What the code under test could not do. */
  readonly warnings: string[] = [];

  constructor(now: () => number) {
    super();
    this.finished = new MinuteCounts(now);
  }

  override outcome(line: OutcomeLine): void {
    const { outcome, reason } = line;
    this.logBytes += envelopeBytes + JSON.stringify(line).length;
    const name = outcome === 'dead-letter' ? `${outcome}: ${reason}` : outcome;
    this.outcomes.set(name, (this.outcomes.get(name) ?? 0) + 1);
    if (outcome !== 'applied' && outcome !== 'already-applied') return;
    this.finished.add();
    this.waits.push(line.queueAgeMs + line.durationMs);
  }

  override warn(what: string, _messageId: string, error: unknown): void {
    this.warnings.push(`${what}: ${error}`);
  }

  override credentialsRejected(problem: string): void {
    this.warnings.push(problem);
  }

  override secretUnreadable(problem: string): void {
    this.warnings.push(problem);
  }

  override zuoraCall(): void {}

  override tokenRefreshed(): void {}
}
