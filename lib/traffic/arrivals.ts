/** Notes which sources of identity events send. It is only a watch: a message succeeds though it could not be noted. */
import { ServiceError } from '../errors.ts';
import type { Telemetry } from '../telemetry.ts';
import { arrivalResolution, withArrival } from './source-traffic.ts';
import type { StoredTraffic } from './traffic-item.ts';
import type { TrafficTable } from './traffic-table.ts';

interface Arrival {
  readonly messageId: string;
  /** Of the sources whose events the message has. */
  readonly names: readonly string[];
  /** When the message was sent first; milliseconds since the epoch. */
  readonly at: number;
}

/** Other processes note arrivals too, but rarely. */
const maxTries = 5;

export class Arrivals {
  readonly #table: Pick<TrafficTable, 'read' | 'write'>;
  readonly #telemetry: Pick<Telemetry, 'warn'>;
  readonly #now: () => number;
  /** As this process has read or written it last. */
  #known: StoredTraffic | undefined;
  #pausedUntil = 0;

  constructor(table: Pick<TrafficTable, 'read' | 'write'>, telemetry: Pick<Telemetry, 'warn'>, now: () => number) {
    this.#table = table;
    this.#telemetry = telemetry;
    this.#now = now;
  }

  /**
   * Never throws. For each source it costs at most one write in ten minutes. After a failure nothing is noted for as
   * long, so that no other message waits for one.
   *
   * @param requireTime throws if no time is left for another call
   */
  async note({ messageId, names, at }: Arrival, requireTime: () => void): Promise<void> {
    if (names.length === 0 || this.#now() < this.#pausedUntil) return;
    try {
      await this.#note(names, at, requireTime);
    } catch (error) {
      this.#pausedUntil = this.#now() + arrivalResolution;
      this.#telemetry.warn('arrival not noted', messageId, error);
    }
  }

  async #note(names: readonly string[], at: number, requireTime: () => void): Promise<void> {
    for (let tries = 0; tries < maxTries; tries += 1) {
      const known = this.#known ?? (await this.#read(requireTime));
      const sources = withArrival(known.sources, names, at);
      if (sources === known.sources) return;
      requireTime();
      this.#known = await this.#table.write(sources, known.edition);
      if (this.#known !== undefined) return;
    }
    throw new ServiceError('busy', 'Others write the traffic of the sources all the time.');
  }

  async #read(requireTime: () => void): Promise<StoredTraffic> {
    requireTime();
    this.#known = await this.#table.read();
    return this.#known;
  }
}
