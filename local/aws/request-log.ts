/** The actions that were called, newest last. Tests count calls by it. */

/** One call. Bodies are never kept: they carry secrets. */
export interface LoggedRequest {
  /** ISO 8601. */
  time: string;
  service: string;
  action: string;
}

const maxRequests = 100_000;

export class RequestLog {
  #requests: LoggedRequest[] = [];

  add(request: LoggedRequest): void {
    this.#requests.push(request);
    // `shift` moves all other entries. So half of them go at once.
    if (this.#requests.length === 2 * maxRequests) this.#requests = this.#requests.slice(-maxRequests);
  }

  /** The newest 100,000. */
  list(): readonly LoggedRequest[] {
    return this.#requests.slice(-maxRequests);
  }

  clear(): void {
    this.#requests = [];
  }
}
