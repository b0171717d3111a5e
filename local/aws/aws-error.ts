/** The only error of the endpoint: an error code, a message and an HTTP status, as in answers of AWS. */

export class AwsError extends Error {
  override readonly name = 'AwsError';
  /** AWS's error code (`ResourceNotFoundException`); the `__type` of the JSON protocols. */
  readonly code: string;
  /** 4xx: the caller's mistake; 5xx: the service's. */
  readonly status: number;
  /** The code in SQS's older query protocol, where it differs. */
  readonly queryCode: string | undefined;

  constructor(code: string, message: string, options: { status?: number; queryCode?: string; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.code = code;
    this.status = options.status ?? 400;
    this.queryCode = options.queryCode;
  }
}
