/** Keeps what would be logged. */
import type { OutcomeLine, TranslationLine } from '../../../lib/log-line.ts';
import { Telemetry } from '../../../lib/telemetry.ts';

export class RecordingTelemetry extends Telemetry {
  readonly #lines: string[];

  /** @param lines where every line is added, as JSON */
  constructor(lines: string[]) {
    super();
    this.#lines = lines;
  }

  override outcome(line: OutcomeLine): void {
    this.#lines.push(JSON.stringify(line));
  }

  override translation(line: TranslationLine): void {
    this.#lines.push(JSON.stringify(line));
  }

  override queueAge(_milliseconds: number): void {}

  override warn(what: string, messageId: string, error: unknown): void {
    this.#lines.push(JSON.stringify({ what, messageId, problem: String(error) }));
  }

  override policyNotApplied(hashes: { readonly deployed: string; readonly inForce: string }): void {
    this.#lines.push(JSON.stringify({ what: 'policy not applied', ...hashes }));
  }

  override credentialsRejected(problem: string): void {
    this.#lines.push(JSON.stringify({ what: 'credentials rejected', problem }));
  }

  override secretUnreadable(problem: string): void {
    this.#lines.push(JSON.stringify({ what: 'secret unreadable', problem }));
  }

  override pendingAge(milliseconds: number): void {
    this.#lines.push(JSON.stringify({ what: 'pending age', milliseconds }));
  }

  override quarantinedLeaver(milliseconds: number): void {
    this.#lines.push(JSON.stringify({ what: 'quarantined leaver', milliseconds }));
  }

  override zuoraCall(): void {}

  override tokenRefreshed(): void {}
}
