/** Changes of many people that are known to come. */

/** What an operator has announced: `safeguard expect`. */
export interface Expectation {
  /** People, on top of the thresholds: of revocations within a day, of grants within an hour. */
  readonly count: number;
  /** RFC 3339 in UTC. */
  readonly until: string;
  /** The only source from which they may come; undefined for any. */
  readonly source?: string | undefined;
  /** When it was announced; RFC 3339 in UTC. The one that takes its place is another one, with nobody counted yet. */
  readonly at: string;
}
