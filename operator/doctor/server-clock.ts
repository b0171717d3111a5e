/** How far this machine's clock is from a server's, by the date of its answers. */
import { formatDuration } from '../duration.ts';
import { type Finding, fail, ok, skipped, warn } from './finding.ts';

const minute = 60_000;

export class ServerClock {
  /** Milliseconds by which the server's clock is ahead; undefined before an answer has come. */
  ahead: number | undefined;
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** @param date the header of an answer that has just come */
  note(date: string | undefined): void {
    const time = Date.parse(date ?? '');
    if (!Number.isNaN(time)) this.ahead = time - this.#now();
  }
}

/**
 * AWS refuses a signature that is more than five minutes old.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-troubleshooting.html
 *
 * @param server whose clock it is
 */
export function judgeClock(server: string, ahead: number | undefined): Finding {
  if (ahead === undefined) return skipped(`no answer of ${server} tells the time`);
  const distance = Math.abs(ahead);
  const found = `this machine's clock is ${formatDuration(distance)} ${ahead > 0 ? 'behind' : 'ahead of'} that of ${server}`;
  const mend = "Set this machine's clock by a time server (NTP): AWS refuses requests that are 5 minutes off.";
  if (distance >= 5 * minute) return fail(found, mend);
  if (distance >= minute) return warn(found, mend);
  return ok("within a minute of this machine's");
}
