/** How many messages a test sends. */
import { sharedEndpoint } from '../aws/shared-aws.ts';

/**
 * All of them on the embedded AWS. A fifth on another one: moto takes a tenth of a second for each, and the tests on it are
 * about the behaviour of AWS, not about load.
 */
export function load(messages: number): number {
  return sharedEndpoint() ? messages / 5 : messages;
}
