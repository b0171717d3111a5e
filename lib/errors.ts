/** The one family of errors that leave a part of this service: each says why in a word, and in a sentence for a person. */

/** What a publisher or Zuora sends has no bound, and the ledger, the log and a dead letter have one. */
const maxMessageLength = 1000;

/**
 * `reason` is a stable word that an operator filters by; the message says what is wrong, where and what to do. Neither
 * ever holds a secret, a token or a message's body: what makes an error redacts it first.
 */
export class ServiceError extends Error {
  readonly reason: string;

  constructor(reason: string, message: string) {
    super(message.slice(0, maxMessageLength));
    this.name = new.target.name;
    this.reason = reason;
  }
}

/** The event can never be carried out as it is. A retry does not help. */
export class BadEvent extends ServiceError {}

/** Zuora does not accept this service's credentials. It is no message's fault, and needs no change to messages. */
export class CredentialsRejected extends ServiceError {
  /** For how many milliseconds no further call is worth making. */
  readonly retryAfter: number;

  constructor(message: string, retryAfter: number) {
    super('credentials-rejected', message);
    this.retryAfter = retryAfter;
  }
}

/** The secret cannot be read, or does not hold what it must. It is no message's fault, and needs no change to messages. */
export class SecretUnreadable extends ServiceError {
  /** In how many milliseconds the secret is read again. */
  readonly retryAfter: number;

  constructor(message: string, retryAfter: number) {
    super('secret-unreadable', message);
    this.retryAfter = retryAfter;
  }
}

/** Too little time is left for a call to be answered before the invocation ends, so it was not made. */
export class OutOfTime extends ServiceError {
  constructor() {
    super('out-of-time', 'The invocation has too little time left for another call; it was not made.');
  }
}
