/** Recognises the answer of a server that is not AWS. */
import { object } from '../lib/json.ts';

/** What the SDK makes of an answer in none of AWS's forms. */
const unreadable = /Deserialization error|^(Unknown|NotFound): Unknown/;

export const notAws =
  'What answers is not AWS. Is AWS_ENDPOINT_URL right? If it is not set, a proxy of the network answers.';

const sandbox =
  "This is the address of the Zuora sandbox. Set AWS_ENDPOINT_URL to the local stack's address of AWS: npm start prints both.";

/** Says which server answers in the place of AWS. Returns undefined for any other error. */
export function explainForeignServer(error: unknown): string | undefined {
  if (!(error instanceof Error) || !unreadable.test(`${error.name}: ${error.message}`)) return undefined;
  return 'zuora-request-id' in headersOf(error) ? sandbox : notAws;
}

/** The SDK's errors have the answer in a hidden property. */
function headersOf(error: Error): object {
  return object(object('$response' in error ? error.$response : undefined)['headers']);
}
