/** Times around the run, in bodies that depend only on the seed. */

/** Stands for the time so many seconds after the publication. */
export function timeAfter(seconds: number): string {
  return `+${seconds}s`;
}

/** Stands for the time so many seconds before the run: the same in every message, in any order of publication. */
export function timeBeforeRun(seconds: number): string {
  return `-${seconds}s`;
}

/** A body as it is published. */
export interface TimedBody {
  readonly body: string;
  /** The latest time after the publication; milliseconds since the epoch. 0 if it has none. */
  readonly latest: number;
}

/** Both in milliseconds since the epoch. */
interface Clock {
  readonly now: number;
  /** When the run began. */
  readonly begunAt: number;
}

export function withTimes(body: string, { now, begunAt }: Clock): TimedBody {
  let latest = 0;
  const timed = body.replaceAll(/"([+-])(\d+)s"/g, (_, sign, seconds) => {
    const distance = Number(seconds) * 1000;
    if (sign === '-') return JSON.stringify(new Date(begunAt - distance).toISOString());
    latest = Math.max(latest, now + distance);
    return JSON.stringify(new Date(now + distance).toISOString());
  });
  return { body: timed, latest };
}
