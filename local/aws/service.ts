/** The shape of every AWS service behind the endpoint: named actions from an input object to an output object. */

/** The members of an AWS request or answer, as its JSON protocol spells them. */
export type Members = Record<string, unknown>;

export interface AwsService {
  /** The service's name in a request's signature (`sqs`, `logs`). */
  readonly name: string;
  /** The API actions that are served, as AWS spells them. */
  readonly actions: readonly string[];
  /**
   * Runs one of `actions`. Its changes are stored before the promise resolves.
   * @param signal aborted when the caller has gone away and nobody will read the answer
   * @throws AwsError with the code of AWS in the same situation
   */
  call(action: string, input: Members, signal: AbortSignal): Promise<object>;
  /** Makes waiting calls answer now, with an empty result. */
  endWaits?(): void;
  /** Releases the files. No call is in progress, and none follows. */
  close(): Promise<void>;
}

/** Everything is in this region and account, for any credentials. */
export const awsRegion = 'us-east-1';
export const awsAccount = '000000000000';
