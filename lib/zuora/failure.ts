/** A failed call to Zuora, in the one form that the rest of the service works with. */
import { ServiceError } from '../errors.ts';
import { isObject, type Json } from '../json.ts';

/** Zuora's answer over HTTP. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: string;
}

interface Reason {
  readonly code: string;
  readonly message: string;
}

/** The call that failed. */
export interface FailedCall {
  /** Names it in messages to people. */
  readonly name: string;
  /** Whether the call may change something in Zuora. A token request does not. */
  readonly isWrite: boolean;
}

export class ZuoraFailure extends ServiceError {
  /** Whether the call may have changed something. */
  readonly isWrite: boolean;
  /** HTTP status; undefined when no answer came. A write may then have taken effect or not. */
  readonly status: number | undefined;
  /** Zuora's numeric error codes, such as 50000040. */
  readonly codes: readonly number[];
  /** The categories of the codes, such as 40 for "not found". */
  readonly categories: readonly number[];
  /** False for an answer in none of Zuora's documented forms. It may come from a gateway on the way. */
  readonly readable: boolean;
  /** Why no answer came, in a word such as `ECONNRESET`. */
  readonly code: string | undefined;
  /** How long Zuora asks to wait. */
  readonly waitSeconds: number | undefined;

  constructor(
    { name, isWrite }: FailedCall,
    answer: Answer | undefined,
    problem: string,
    // Stryker disable next-line ArrayDeclaration: what is no reason has no category
    reasons: readonly Reason[] = [],
    readable = true,
    code?: string,
  ) {
    super('zuora-failure', `${name}: ${problem}`);
    this.isWrite = isWrite;
    this.status = answer?.status;
    this.codes = reasons.flatMap(({ code }) => numericCode(code));
    this.categories = this.codes.map((code) => code % 100);
    this.readable = readable;
    this.code = code;
    this.waitSeconds = answer && waitSeconds(answer, this.categories.includes(70));
  }
}

/** @param cause why no answer came, in a word such as `ECONNRESET` */
export function unanswered(call: FailedCall, cause: string): ZuoraFailure {
  return new ZuoraFailure(call, undefined, `no answer (${cause})`, undefined, undefined, cause);
}

/** An answer that lacks the fields of its call's schema, or has no documented form. */
export function unreadable(call: FailedCall, answer: Answer, problem: string): ZuoraFailure {
  // Stryker disable next-line ArrayDeclaration: what is no reason has no category
  return new ZuoraFailure(call, answer, `HTTP ${answer.status}, ${problem}`, [], false);
}

/**
 * Reads every documented form of a failed answer.
 * https://developer.zuora.com/docs/guides/error-handling/
 *
 * @param redact removes secrets from Zuora's text
 */
export function failed(call: FailedCall, answer: Answer, redact: (text: string) => string): ZuoraFailure {
  const body = parseObject(answer.body);
  if (!body) return unreadable(call, answer, 'with a body that is no JSON object');
  const reasons = reasonsOf(body);
  const isRedirect = answer.status >= 300 && answer.status < 400;
  const readable = !isRedirect && (reasons.length > 0 || isFailure(body));
  if (!readable) return unreadable(call, answer, 'with a body of no known form');
  const said = reasons.map(({ code, message }) => redact(`${code} ${message}`).trim().slice(0, 300)).join('; ');
  return new ZuoraFailure(call, answer, [`HTTP ${answer.status}`, said].filter(Boolean).join(', '), reasons);
}

/** The body as an object, or undefined. */
export function parseObject(body: string): Json | undefined {
  try {
    const value: unknown = JSON.parse(body);
    return isObject(value) ? value : undefined;
    // Stryker disable next-line BlockStatement: a function that ends has returned undefined
  } catch {
    return undefined;
  }
}

function isFailure(body: Record<string, unknown>): boolean {
  return (body['success'] ?? body['Success']) === false;
}

/** The places of reasons in a body: a list, an object inside, or the body itself. */
function reasonsOf(body: Record<string, unknown>): Reason[] {
  return [body['reasons'], body['Errors'], body['error'], body].flat().flatMap(reasonOf);
}

function reasonOf(item: unknown): Reason[] {
  const fields: Record<string, unknown> = { ...Object(item) };
  const code = textOf(fields['code'] ?? fields['Code'] ?? fields['FaultCode'] ?? fields['error']);
  const message = textOf(
    fields['message'] ?? fields['Message'] ?? fields['FaultMessage'] ?? fields['error_description'],
  );
  return code || message ? [{ code, message }] : [];
}

function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

/**
 * Six digits of resource and two of category. The rate limit sends the category alone. Any other text may quote a secret,
 * so it is not kept.
 * https://developer.zuora.com/docs/guides/error-codes/
 */
function numericCode(code: string): number[] {
  return /^(\d{6})?\d{2}$/.test(code) ? [Number(code)] : [];
}

/**
 * The rate limit sends its wait in `RateLimit-Reset` alone, the concurrency limit in `Retry-After`.
 * https://developer.zuora.com/docs/guides/rate-limits/
 */
function waitSeconds({ status, headers }: Answer, limited: boolean): number | undefined {
  const asked = status === 429 || status === 503 || limited ? retryAfter(headers) : undefined;
  return asked ?? (status === 429 || limited ? secondsOf(headers['ratelimit-reset']) : undefined);
}

/** Seconds, or a date. A date is compared with the answer's own date, since our clock may differ. RFC 9110, 10.2.3. */
function retryAfter({ 'retry-after': wait, date }: Answer['headers']): number | undefined {
  return secondsOf(wait) ?? secondsOf(String((Date.parse(String(wait)) - Date.parse(String(date))) / 1000));
}

function secondsOf(header: string | undefined): number | undefined {
  const value = Number(header?.trim() || Number.NaN);
  return value >= 0 ? value : undefined;
}
