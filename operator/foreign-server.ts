/** Recognises the answer of a server that is not AWS. */
import { object } from '../lib/json.ts';
import { OperatorError } from './errors.ts';

/** What the SDK makes of an answer in none of AWS's forms. */
const unreadable = /Deserialization error|^(Unknown|NotFound): Unknown/;

/** A server that answers in the place of AWS. */
export type ForeignServer = 'zuora-sandbox' | 'unknown';

const explanations: Readonly<Record<ForeignServer, string>> = {
  'zuora-sandbox':
    "This is the address of the Zuora sandbox. Set AWS_ENDPOINT_URL to the local stack's address of AWS: npm start prints both.",
  unknown: 'What answers is not AWS. Is AWS_ENDPOINT_URL right? If it is not set, a proxy of the network answers.',
};

/** An answer in the form of AWS lacks what AWS always sends. */
export class NotAws extends OperatorError {
  constructor() {
    super(explanations.unknown);
  }
}

/** @returns undefined for an error that has another cause */
export function foreignServerOf(error: unknown): ForeignServer | undefined {
  if (error instanceof NotAws) return 'unknown';
  if (!(error instanceof Error) || !unreadable.test(`${error.name}: ${error.message}`)) return undefined;
  return 'zuora-request-id' in headersOf(error) ? 'zuora-sandbox' : 'unknown';
}

/** Says which server answers in the place of AWS. Returns undefined for any other error. */
export function explainForeignServer(error: unknown): string | undefined {
  const server = foreignServerOf(error);
  return server && explanations[server];
}

/** The SDK's errors have the answer in a hidden property. */
function headersOf(error: Error): object {
  return object(object('$response' in error ? error.$response : undefined)['headers']);
}
