/** What an event about a user's access says beside whom it is about, and where: fields of its contract. */
export interface AccessTerms {
  /** The key of the reason for access that a request gives. */
  readonly assignment?: string | undefined;
  /** When that reason ends; RFC 3339. */
  readonly expiresAt?: string | undefined;
  readonly ticket?: string | undefined;
  readonly approvedBy?: readonly string[] | undefined;
  /** The keys of the only reasons that a revocation ends. */
  readonly assignments?: readonly string[] | undefined;
  /** Whether no later request grants again what a revocation ends. */
  readonly hold?: boolean | undefined;
}
