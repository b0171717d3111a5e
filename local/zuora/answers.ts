/** The forms of Zuora's answers, mostly of its refusals. */

/** An HTTP answer. A body of text is sent as it is, any other as JSON. `undefined` means no body. */
export interface ZuoraAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/** The ids by which Zuora's support finds a call. */
export interface RequestTrace {
  readonly requestId: string;
  readonly processId: string;
}

/**
 * The last two digits of an error code.
 * https://developer.zuora.com/docs/guides/error-codes/
 */
export const errorCategory = {
  permission: '10',
  badValue: '20',
  missingField: '22',
  missingParameter: '23',
  badQueryParameter: '27',
  businessRule: '30',
  notFound: '40',
  limit: '70',
  malformedJson: '90',
} as const;
type ErrorCategory = (typeof errorCategory)[keyof typeof errorCategory];

/** The first six digits of an error code. They depend on the payload of a call. */
export type ErrorResource = string;

/** The resource of a call without a payload. */
export const noPayload: ErrorResource = '500000';

/** Thrown to end a call without effect. It makes the answer that reports this. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly answer: (trace: RequestTrace, resource?: ErrorResource) => ZuoraAnswer;

  constructor(message: string, answer: Refusal['answer']) {
    super(message);
    this.answer = answer;
  }
}

/** The answer of an operation that succeeded. */
export function successAnswer(body: object): ZuoraAnswer {
  return { status: 200, headers: {}, body: { ...body, success: true } };
}

/** The usual refusal: HTTP 200, and `success: false` in the body. */
export function refusal(category: ErrorCategory, message: string): Refusal {
  return codedRefusal(200, {}, category, message);
}

/** Too many calls in flight in one entity. */
export function tooManyInFlight(limit: number): Refusal {
  const message = `The limit of ${limit} concurrent requests is exceeded, retry after 120 seconds`;
  return codedRefusal(429, { 'Retry-After': '120' }, errorCategory.limit, message);
}

function codedRefusal(
  status: number,
  headers: ZuoraAnswer['headers'],
  category: ErrorCategory,
  message: string,
): Refusal {
  return new Refusal(message, (trace, resource = noPayload) => ({
    status,
    headers,
    body: { success: false, ...trace, reasons: [{ code: Number(resource + category), message }] },
  }));
}

/** There is no token, or it is not valid (any more). Only here is Zuora's code a string, or missing. */
export function unauthenticated(shape: 'reasons' | 'message'): Refusal {
  const message = 'Authentication error';
  return new Refusal(message, () => ({
    status: 401,
    headers: { 'WWW-Authenticate': 'Basic realm=Zuora API, ZSession realm=Zuora API, Bearer realm=Zuora API' },
    body: shape === 'message' ? { message } : { success: false, reasons: [{ code: '90000011', message }] },
  }));
}

/** A span of time with too many calls. */
interface ExceededRate {
  readonly nearest: { readonly name: string };
  readonly resetSeconds: number;
}

/** Too many calls in a span of time. The code is only a category, and the wait is in another header than `Retry-After`. */
export function rateExceeded({ nearest, resetSeconds }: ExceededRate, headers: ZuoraAnswer['headers'] = {}): Refusal {
  const message = `API Rate limit exceeded for the ${nearest.name}, retry after ${resetSeconds} seconds`;
  return new Refusal(message, () => ({ status: 429, headers, body: { reasons: [{ code: 70, message }] } }));
}

/** A request that Zuora refuses with an HTTP status: 400, 409, 415, 422. */
export function badRequest(status: number, message: string): Refusal {
  return new Refusal(message, () => ({ status, headers: {}, body: { message } }));
}

/** A refused token request, in the terms of OAuth 2.0 (RFC 6749, section 5.2). */
export function oauthError(status: number, error: string, description: string): Refusal {
  return new Refusal(description, () => ({ status, headers: {}, body: { error, error_description: description } }));
}

/** Nothing was found. Zuora answers the same for an endpoint that it does not have. */
export function notFound(what: string): Refusal {
  return refusal(errorCategory.notFound, `Cannot find ${what}`);
}

/** The answer of a `Refusal`. Throws any other error again. */
export function refusalAnswer(error: unknown, trace: RequestTrace, resource?: ErrorResource): ZuoraAnswer {
  if (error instanceof Refusal) return error.answer(trace, resource);
  throw error;
}

/** The caller may not do this. */
export function permissionDenied(why: string): Refusal {
  return refusal(errorCategory.permission, `Permission denied: ${why}`);
}

/** The sandbox itself has failed. */
export const systemError: ZuoraAnswer = {
  status: 500,
  headers: {},
  body: { reasons: [{ code: 'SystemError', message: 'internal server error' }] },
};
