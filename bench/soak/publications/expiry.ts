/** Times after the publication, in bodies that depend only on the seed. */

/** Stands for the time so many seconds after the publication. */
export function timeAfter(seconds: number): string {
  return `+${seconds}s`;
}

/** A body as it is published. */
export interface TimedBody {
  readonly body: string;
  /** The latest time in it; milliseconds since the epoch. 0 if it has none. */
  readonly latest: number;
}

/** @param now milliseconds since the epoch */
export function withTimes(body: string, now: number): TimedBody {
  let latest = 0;
  const timed = body.replaceAll(/"\+(\d+)s"/g, (_, seconds) => {
    const time = now + Number(seconds) * 1000;
    latest = Math.max(latest, time);
    return JSON.stringify(new Date(time).toISOString());
  });
  return { body: timed, latest };
}
