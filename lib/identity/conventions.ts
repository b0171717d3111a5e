/** What the policy says about the way in which the company's sources write. */
export interface Conventions {
  /** Of dates without a time, by its IANA name; UTC without it. */
  readonly timeZone?: string | undefined;
  /** Workday's business processes that have names of the company's own. */
  readonly workday?: WorkdayProcesses | undefined;
}

/** Names of processes, by what they mean. */
export interface WorkdayProcesses {
  readonly joiner?: readonly string[] | undefined;
  readonly mover?: readonly string[] | undefined;
  readonly leaver?: readonly string[] | undefined;
  readonly ignored?: readonly string[] | undefined;
}
