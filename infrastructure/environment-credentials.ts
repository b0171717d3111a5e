/**
 * Replaces `@aws-sdk/credential-provider-node` in the bundles. The clients of other sources of credentials, such as SSO and a
 * machine's metadata, are 90 KB that never run.
 */
import { awsCredentials } from '../lib/aws-credentials.ts';

export function defaultProvider() {
  return async () => awsCredentials(process.env);
}
