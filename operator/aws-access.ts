/** The AWS of a local stack: the embedded endpoint, or the one that AWS_ENDPOINT_URL names. */
import { isLoopback } from '../lib/loopback.ts';
import { OperatorError } from './errors.ts';

/** Where an AWS is, and as whom to call it. */
export type AwsAccess = {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: {
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
    readonly sessionToken?: string;
  };
};

/** The embedded endpoint takes any credentials, and never those of the developer. */
export function embeddedAws(endpoint: string): AwsAccess {
  return { endpoint, region: 'us-east-1', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } };
}

/** Another AWS is called with what the environment says, and where it says nothing, like the embedded one. */
export function outsideAws(endpoint: string, env: NodeJS.ProcessEnv): AwsAccess {
  const embedded = embeddedAws(endpoint);
  const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN, AWS_REGION, AWS_DEFAULT_REGION } = env;
  return {
    endpoint,
    region: AWS_REGION || AWS_DEFAULT_REGION || embedded.region,
    credentials:
      AWS_ACCESS_KEY_ID && AWS_SECRET_ACCESS_KEY
        ? {
            accessKeyId: AWS_ACCESS_KEY_ID,
            secretAccessKey: AWS_SECRET_ACCESS_KEY,
            ...(AWS_SESSION_TOKEN && { sessionToken: AWS_SESSION_TOKEN }),
          }
        : embedded.credentials,
  };
}

/** The AWS endpoint that the environment names, if it is on this machine. */
export function loopbackEndpoint({ AWS_ENDPOINT_URL: url = '' }: NodeJS.ProcessEnv): string | undefined {
  return URL.canParse(url) && isLoopback(new URL(url).hostname) ? url : undefined;
}

/**
 * `localhost:4566` is a URL with the scheme `localhost:`, and the SDK would fail without saying why.
 *
 * @throws OperatorError
 */
export function requireScheme({ AWS_ENDPOINT_URL: url = '' }: NodeJS.ProcessEnv): void {
  if (url === '' || /^https?:\/\//i.test(url)) return;
  throw new OperatorError(
    `AWS_ENDPOINT_URL is ${url}, without http:// or https://. Write it as http://127.0.0.1:4566.`,
  );
}
