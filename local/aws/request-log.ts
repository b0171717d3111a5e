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
    if (this.#requests.length > maxRequests) this.#requests.shift();
  }

  list(): readonly LoggedRequest[] {
    return this.#requests;
  }

  clear(): void {
    this.#requests = [];
  }
}
