/** Where DynamoDB is, by the variables that the AWS SDK reads: https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html */
import { partition } from '@aws-sdk/core/client';
import { ServiceError } from '../errors.ts';

/** The endpoints with these have other names. */
const unsupported = ['AWS_USE_FIPS_ENDPOINT', 'AWS_USE_DUALSTACK_ENDPOINT'] as const;

export interface DynamodbPlace {
  readonly url: URL;
  readonly region: string;
}

/** @throws ServiceError `bad-settings` for an environment without a region, or with an endpoint that is no URL */
export function dynamodbPlace(environment: NodeJS.ProcessEnv): DynamodbPlace {
  const { AWS_REGION: region } = environment;
  if (!region) throw badSettings('AWS_REGION: is not set; Lambda sets it for every function');
  const endpoint = configuredEndpoint(environment);
  if (endpoint !== undefined) return { url: endpoint, region };
  const [variable] = unsupported.filter((name) => environment[name]?.toLowerCase() === 'true');
  if (variable)
    throw badSettings(`${variable}: is not supported; set AWS_ENDPOINT_URL_DYNAMODB to the endpoint instead`);
  return { url: new URL(`https://dynamodb.${region}.${partition(region).dnsSuffix}`), region };
}

function configuredEndpoint(environment: NodeJS.ProcessEnv): URL | undefined {
  if (environment['AWS_IGNORE_CONFIGURED_ENDPOINT_URLS']?.toLowerCase() === 'true') return undefined;
  const variable = ['AWS_ENDPOINT_URL_DYNAMODB', 'AWS_ENDPOINT_URL'].find((name) => environment[name]);
  if (variable === undefined) return undefined;
  const url = URL.parse(environment[variable] ?? '');
  if (url?.protocol === 'http:' || url?.protocol === 'https:') return url;
  throw badSettings(`${variable}: must be a URL that begins with http:// or https://`);
}

function badSettings(problem: string): ServiceError {
  return new ServiceError('bad-settings', problem);
}
