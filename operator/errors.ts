/** What keeps a command from its work, in a sentence for the person who gave it. */

import { printable } from '../cli/terminal/text.ts';
import { ServiceError } from '../lib/errors.ts';

/** The command line, or the environment, cannot be followed. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** What the command is about is not there. */
export class NotFound extends Error {
  override readonly name = 'NotFound';
}

/** A file or folder cannot be used. */
export class Unreadable extends Error {
  override readonly name: string = 'Unreadable';
  /** The sentence without the file's name. */
  readonly problem: string;

  constructor(file: string, problem: string) {
    super(`${file || "''"}: ${problem}`);
    this.problem = problem;
  }
}

/** There is no such file or folder. */
export class NoSuchFile extends Unreadable {
  override readonly name = 'NoSuchFile';

  constructor(file: string) {
    super(file, 'there is no such file or folder');
  }
}

/** No message can be so long. */
export class TooLong extends Unreadable {
  override readonly name = 'TooLong';
}

/** An event was not sent, since it could never be carried out as it stands. */
export class NotPublished extends Error {
  override readonly name = 'NotPublished';
}

/** Their messages are whole sentences for a person. */
const ours = [UsageError, NotFound, Unreadable, NotPublished, ServiceError];

/** First match wins. What AWS says itself comes after the sentence. */
const explanations: readonly [matches: RegExp, sentence: string][] = [
  [/Region is missing/, 'No AWS region: set AWS_REGION, or name one in the profile that AWS_PROFILE chooses.'],
  [/^(CredentialsProviderError|TokenProviderError)/, 'No AWS credentials: log in, or set AWS_PROFILE.'],
  [/^(ExpiredToken|RequestExpired)/, 'The AWS credentials have expired: log in again.'],
  [/^(InvalidClientTokenId|UnrecognizedClient|InvalidSignature|SignatureDoesNotMatch)/, 'AWS rejects the credentials.'],
  [/^AccessDenied/, 'The AWS credentials do not allow this.'],
  [
    /ECONNREFUSED|ENOTFOUND|EHOSTUNREACH|ETIMEDOUT/,
    'AWS cannot be reached. If AWS_ENDPOINT_URL is set, is the local stack running (npm start)?',
  ],
];

/** Never more than a line, and safe for a terminal. */
export function explain(error: unknown): string {
  if (!(error instanceof Error)) return printable(String(error));
  if (ours.some((kind) => error instanceof kind)) return printable(error.message);
  const code = 'code' in error ? String(error.code) : '';
  const said = [error.name === 'Error' ? '' : error.name, code, error.message].filter(Boolean).join(': ');
  const sentence = explanations.find(([matches]) => matches.test(said))?.[1];
  return printable(sentence ? `${sentence} (${said})` : said);
}
