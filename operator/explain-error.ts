/** Explains any error to an operator. */
import { ServiceError } from '../lib/errors.ts';
import { OperatorError } from './errors.ts';
import { explainForeignServer } from './foreign-server.ts';
import { type NetworkFailure, networkFailureOf } from './network-failure.ts';
import { printable } from './printable.ts';

/** First match wins. The explanation is followed by AWS's own words. */
const awsExplanations: readonly [pattern: RegExp, sentence: string][] = [
  [/Region is missing/, 'No AWS region: set AWS_REGION, or name one in the profile that AWS_PROFILE chooses.'],
  [/^(CredentialsProviderError|TokenProviderError)/, 'No AWS credentials: log in, or set AWS_PROFILE.'],
  [/^(ExpiredToken|RequestExpired)/, 'The AWS credentials have expired: log in again.'],
  [/^(InvalidClientTokenId|UnrecognizedClient|InvalidSignature|SignatureDoesNotMatch)/, 'AWS rejects the credentials.'],
  [
    /^AccessDenied.*\b(KMS|kms:Decrypt)\b/s,
    'The AWS credentials may not use the KMS key: allow kms:Decrypt on the key of the stage.',
  ],
  [/^(ENOENT|EACCES)\b/, 'A file that the AWS settings name cannot be read.'],
  [/^AccessDenied/, 'The AWS credentials do not allow this.'],
];

/** What happened and what to do, in one line that is safe to print. */
export function explainError(error: unknown): string {
  const failure = failureOf(error);
  return failure ? quoting(`${failure.problem} ${failure.advice}`, error) : describeError(error);
}

/** What happened, in one line that is safe to print. Leaves out the advice for a failure of the network. */
export function describeError(error: unknown): string {
  if (!(error instanceof Error)) return printable(String(error));
  if (error instanceof OperatorError || error instanceof ServiceError) return printable(error.message);
  const original = originalOf(error);
  const sentence =
    explainForeignServer(error) ??
    failureOf(error)?.problem ??
    awsExplanations.find(([pattern]) => pattern.test(original))?.[1];
  return sentence ? quoting(sentence, error) : printable(original);
}

function failureOf(error: unknown): NetworkFailure | undefined {
  return networkFailureOf(error, error instanceof ServiceError ? 'Zuora' : 'AWS');
}

function quoting(sentence: string, error: unknown): string {
  return printable(`${sentence} (${originalOf(error)})`);
}

function originalOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error instanceof ServiceError) return error.message;
  const code = 'code' in error ? String(error.code) : '';
  const { message } = error;
  const prefixes = [error.name === 'Error' ? '' : error.name, message.startsWith(code) ? '' : code];
  return [...prefixes, message].filter(Boolean).join(': ');
}
