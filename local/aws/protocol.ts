/** Reads AWS requests and writes AWS answers, in the JSON, REST and query protocols. */
import { randomUUID } from 'node:crypto';
import type { AwsError } from './aws-error.ts';
import { fromQuery, toXml, toXmlError } from './query-protocol.ts';
import { findRestCall, hasRestProtocol } from './rest-protocol.ts';
import type { Members } from './service.ts';

/** An HTTP request whose body has been read. */
export interface HttpRequest {
  method: string;
  /** Path and query string. */
  url: string;
  headers: NodeJS.Dict<string | string[]>;
  body: string;
}

/** An HTTP answer. */
export interface HttpAnswer {
  status: number;
  headers: Record<string, string>;
  body: string;
}

/** The action that a request calls, and the protocol of its answer. */
export interface AwsCall {
  /** The service's name in signatures (`sqs`), in lower case; `unknown` if the request does not name it. */
  service: string;
  action: string;
  /** @throws SyntaxError when the body is not JSON. */
  input(): Members;
  protocol: 'json' | 'rest' | 'query';
  /** Of the answer. */
  contentType: string;
}

/** The prefix of the X-Amz-Target header, up to the action's name. */
const servicesByTarget: Record<string, string> = {
  AmazonSQS: 'sqs',
  DynamoDB_20120810: 'dynamodb',
  Logs_20140328: 'logs',
  secretsmanager: 'secretsmanager',
};

/**
 * Finds service and action: by the target header of the JSON protocols; by the paths of the REST ones; else by the `Action`
 * parameter of the query protocols and the service that signed. A query without signature is taken for SQS's.
 */
export function readCall({ method, url, headers, body }: HttpRequest): AwsCall {
  const [path = '', query] = url.split('?');
  const searchParams = new URLSearchParams(query);
  const contentType = headerOf(headers, 'content-type');
  const signedFor = signingService(headerOf(headers, 'authorization'), searchParams.get('X-Amz-Credential'));
  const target = headerOf(headers, 'x-amz-target');
  if (target !== '') {
    const [prefix = '', action = ''] = target.split('.');
    const service = servicesByTarget[prefix] ?? signedFor ?? prefix;
    return { service, action, input: () => parseObject(body), protocol: 'json', contentType };
  }
  const route = findRestCall(method, path) ?? unknownRestCall(signedFor, method, path);
  if (route) {
    const input = () => ({ ...Object.fromEntries(searchParams), ...parseObject(body), ...route.input });
    return { service: route.service, action: route.action, input, protocol: 'rest', contentType: 'application/json' };
  }
  const form = contentType.startsWith('application/x-www-form-urlencoded') ? new URLSearchParams(body) : [];
  const parameters = new URLSearchParams([...searchParams, ...form]);
  const action = parameters.get('Action') ?? '';
  const service = signedFor ?? (action === '' ? 'unknown' : 'sqs');
  return { service, action, input: () => fromQuery(parameters, path), protocol: 'query', contentType: 'text/xml' };
}

/** A call of a REST service that has no route here, in the form that its SDK reads an error in. */
function unknownRestCall(service: string | undefined, method: string, path: string) {
  if (service === undefined || !hasRestProtocol(service)) return undefined;
  return { service, action: `${method} ${path}`, input: {} };
}

/** The service in a signature's credential scope: `<key>/<date>/<region>/<service>/aws4_request`. */
function signingService(authorization: string, credential: string | null): string | undefined {
  const scope = /Credential=([^,\s]+)/.exec(authorization)?.[1] ?? credential;
  return scope?.split('/').at(-2)?.toLowerCase();
}

function headerOf(headers: HttpRequest['headers'], name: string): string {
  return String(headers[name] ?? '');
}

function parseObject(body: string): Members {
  const value: unknown = body === '' ? {} : JSON.parse(body);
  if (typeof value !== 'object' || value === null) throw new SyntaxError('the body is not a JSON object');
  return { ...value };
}

/** The answer to a call that succeeded. */
export function successAnswer({ protocol, contentType, action }: AwsCall, output: object): HttpAnswer {
  const requestId = randomUUID();
  const body = protocol === 'query' ? toXml(action, { ...output }, requestId) : JSON.stringify(output);
  return { status: 200, headers: { 'content-type': contentType, 'x-amzn-requestid': requestId }, body };
}

/** The answer to a call that failed. */
export function failureAnswer(
  { protocol, contentType }: AwsCall,
  { code, queryCode, status, message }: AwsError,
): HttpAnswer {
  const requestId = randomUUID();
  const fault = status < 500 ? 'Sender' : 'Receiver';
  const headers = {
    'content-type': contentType,
    'x-amzn-requestid': requestId,
    ...(protocol === 'rest' && { 'x-amzn-errortype': code }),
    // SDKs that have moved to the JSON protocol still show their callers the code of the query protocol.
    ...(queryCode !== undefined && { 'x-amzn-query-error': `${queryCode};${fault}` }),
  };
  const body =
    protocol === 'query'
      ? toXmlError(fault, queryCode ?? code, message, requestId)
      : JSON.stringify({ __type: code, message });
  return { status, headers, body };
}
