/** What every AWS service behind the endpoint looks like: named actions from an input object to an output object. */

/** The members of an AWS request or answer, as its JSON protocol spells them. */
export type Members = Record<string, unknown>;

export interface AwsService {
  /** The service's name in a request's signature (`sqs`, `logs`). */
  readonly name: string;
  /** The API actions that are served, as AWS spells them. */
  readonly actions: readonly string[];
  /**
   * Runs one of `actions`. What it changed is stored before the promise resolves.
   * @param signal aborted when the caller has gone away and nobody will read the answer
   * @throws AwsError with the code that AWS answers in the same situation
   */
  call(action: string, input: Members, signal: AbortSignal): Promise<object>;
  /** Makes calls that wait for something answer now, with nothing. */
  endWaits?(): void;
  /** Releases the files. No call is under way or follows. */
  close(): Promise<void>;
}

/** Everything here is in this region and account, whatever the caller's credentials say. */
export const awsRegion = 'us-east-1';
export const awsAccount = '000000000000';
