/** Compares this machine's clock with a server's, by the date of the server's answers. */
import { formatDuration } from '../duration.ts';
import { type Finding, fail, ok, skipped, warn } from './finding.ts';

const minute = 60_000;

export class ServerClock {
  /** Milliseconds by which the server's clock is ahead; undefined before the first answer. */
  ahead: number | undefined;
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** @param date the header of an answer that has just arrived */
  note(date: string | undefined): void {
    const time = Date.parse(date ?? '');
    if (!Number.isNaN(time)) this.ahead = time - this.#now();
  }
}

/**
 * AWS refuses a signature that is more than five minutes old.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-troubleshooting.html
 *
 * @param server the name of the clock's server
 */
export function judgeClock(server: string, ahead: number | undefined): Finding {
  if (ahead === undefined) return skipped(`${server} sent no answer with a date`);
  const distance = Math.abs(ahead);
  const found = `this machine's clock is ${formatDuration(distance)} ${ahead > 0 ? 'behind' : 'ahead of'} that of ${server}`;
  const fix = "Set this machine's clock by a time server (NTP): AWS refuses requests that are 5 minutes off.";
  if (distance >= 5 * minute) return fail(found, fix);
  if (distance >= minute) return warn(found, fix);
  return ok("within a minute of this machine's");
}
