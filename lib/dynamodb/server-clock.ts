/**
 * The time as DynamoDB has it. AWS refuses a signature whose time is more than some minutes off, and tells the time in every
 * answer. The rules are those of the AWS SDK.
 */
import type { IncomingHttpHeaders } from 'node:http';

/** A moment of this machine's clock, and what it was corrected by; both in milliseconds. */
export interface Moment {
  /** Since the epoch. */
  readonly at: number;
  readonly correction: number;
}

/** An answer that took longer says too little about the time. */
const maxCallTime = 15 * 60_000;

/** A signature that is so far off may have been refused for it. */
const maxSkew = 4 * 60_000;

export class ServerClock {
  readonly #now: () => number;
  #correction = 0;

  /** @param now milliseconds since the epoch */
  constructor(now: () => number) {
    this.#now = now;
  }

  read(): Moment {
    return { at: this.#now(), correction: this.#correction };
  }

  /**
   * Learns the time from the headers of an answer.
   *
   * @param signed when the call was signed
   * @returns whether the signature was so far off that AWS may have refused it
   */
  learn({ date = '', age }: IncomingHttpHeaders, signed: Moment): boolean {
    const now = this.#now();
    const serverTime = Date.parse(date);
    // A proxy that has kept an answer tells its age.
    if (Number.isNaN(serverTime) || age !== undefined || now - signed.at > maxCallTime) return false;
    this.#correction = serverTime - now;
    return Math.abs(this.#correction - signed.correction) >= maxSkew;
  }
}
