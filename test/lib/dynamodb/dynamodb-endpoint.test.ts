import { expect, test } from '@jest/globals';
import { dynamodbPlace } from '../../../lib/dynamodb/dynamodb-endpoint.ts';

const urlOf = (environment: NodeJS.ProcessEnv) => dynamodbPlace({ AWS_REGION: 'eu-west-1', ...environment }).url.href;

test.each([
  ['eu-west-1', 'https://dynamodb.eu-west-1.amazonaws.com/'],
  ['us-gov-west-1', 'https://dynamodb.us-gov-west-1.amazonaws.com/'],
  ['cn-north-1', 'https://dynamodb.cn-north-1.amazonaws.com.cn/'],
  ['eusc-de-east-1', 'https://dynamodb.eusc-de-east-1.amazonaws.eu/'],
])('in %s it is %s', (region, expected) => {
  expect(dynamodbPlace({ AWS_REGION: region })).toEqual({ region, url: new URL(expected) });
});

test.each<[NodeJS.ProcessEnv, string]>([
  [{ AWS_ENDPOINT_URL: 'http://127.0.0.1:4566' }, 'http://127.0.0.1:4566/'],
  [{ AWS_ENDPOINT_URL: 'http://a', AWS_ENDPOINT_URL_DYNAMODB: 'https://b/path' }, 'https://b/path'],
  [{ AWS_ENDPOINT_URL: '' }, 'https://dynamodb.eu-west-1.amazonaws.com/'],
  [
    { AWS_ENDPOINT_URL: 'http://a', AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'true' },
    'https://dynamodb.eu-west-1.amazonaws.com/',
  ],
  [{ AWS_ENDPOINT_URL: 'http://a', AWS_USE_FIPS_ENDPOINT: 'true' }, 'http://a/'],
  [{ AWS_USE_FIPS_ENDPOINT: 'false' }, 'https://dynamodb.eu-west-1.amazonaws.com/'],
])('with %j it is %s', (environment, expected) => {
  expect(urlOf(environment)).toBe(expected);
});

test.each<[NodeJS.ProcessEnv, string]>([
  [{ AWS_REGION: '' }, 'AWS_REGION: is not set; Lambda sets it for every function'],
  [{ AWS_ENDPOINT_URL: 'localhost:4566' }, 'AWS_ENDPOINT_URL: must be a URL that begins with http:// or https://'],
  [
    { AWS_ENDPOINT_URL_DYNAMODB: 'there' },
    'AWS_ENDPOINT_URL_DYNAMODB: must be a URL that begins with http:// or https://',
  ],
  [
    { AWS_USE_FIPS_ENDPOINT: 'true' },
    'AWS_USE_FIPS_ENDPOINT: is not supported; set AWS_ENDPOINT_URL_DYNAMODB to the endpoint instead',
  ],
])('%j is refused', (environment, problem) => {
  expect(() => urlOf(environment)).toThrow(expect.objectContaining({ reason: 'bad-settings', message: problem }));
});
