/** Changes of many people that are known to come. */

/** What an operator has announced: `safeguard expect`. */
export interface Expectation {
  /** People, on top of the threshold. */
  readonly count: number;
  /** RFC 3339 in UTC. */
  readonly until: string;
  /** The only source from which they may come; undefined for any. */
  readonly source?: string | undefined;
}
