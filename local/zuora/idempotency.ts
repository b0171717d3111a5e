/** Idempotency keys. https://developer.zuora.com/docs/guides/idempotent-requests/ */
import { badRequest, type ZuoraAnswer } from './answers.ts';
import type { JournalEntryOf } from './journal.ts';
import type { ZuoraRequest } from './sandbox.ts';
import type { SandboxStore } from './store.ts';

/** How long Zuora keeps an answer, in milliseconds. */
const retention = 24 * 3600 * 1000;
const maxKeyLength = 255;

/** The methods that accept a key: those that are not idempotent without one. */
const keyedMethods: ReadonlySet<string> = new Set(['POST', 'PATCH']);

/**
 * Answers that must not be the result of a key for a day. A new token ends a 401, and the next minute a 429. 409 and 422
 * speak of the key itself.
 */
const passingStatuses: ReadonlySet<number> = new Set([401, 409, 422, 429]);

/** The parts of a request that belong to its key. The entity and the body do not. */
export interface KeyedRequest {
  readonly key: string;
  readonly method: string;
  readonly target: string;
}

export interface Idempotency {
  /**
   * The kept answer of the key. If there is none, returns `null` and claims the key until its release. Throws a `Refusal` if the key belongs to another request, or the first one is still in progress.
   */
  claim(request: KeyedRequest): ZuoraAnswer | null;
  release(request: KeyedRequest): void;
  /** The journal entries of the answer to a request that has claimed its key. */
  entries(request: KeyedRequest, answer: ZuoraAnswer): Array<JournalEntryOf<'answer'>>;
  /** The journal entries of an injected answer: none unless the request has a key that nobody has used. */
  injectedEntries(request: ZuoraRequest, answer: ZuoraAnswer): Array<JournalEntryOf<'answer'>>;
}

/** The request with its key, or `null` without one. Throws a `Refusal` if the method allows no key. */
export function keyedRequest({ method, target, headers }: ZuoraRequest): KeyedRequest | null {
  const key = headers['idempotency-key'];
  if (key === undefined) return null;
  if (!keyedMethods.has(method))
    throw badRequest(400, `Request method '${method}' not supported with Idempotency-Key header`);
  if (key === '' || key.length > maxKeyLength)
    throw badRequest(400, `Idempotency-Key must have 1 to ${maxKeyLength} characters`);
  return { key, method, target };
}

export function createIdempotency({ answers, now }: SandboxStore): Idempotency {
  const inProgress = new Map<string, KeyedRequest>();

  function keptAnswer(key: string): JournalEntryOf<'answer'> | undefined {
    const kept = answers.get(key);
    return kept !== undefined && kept.expiresAt > now() ? kept : undefined;
  }

  const entries: Idempotency['entries'] = (request, answer) =>
    passingStatuses.has(answer.status) ? [] : [{ type: 'answer', ...request, answer, expiresAt: now() + retention }];

  return {
    claim(request) {
      const kept = keptAnswer(request.key);
      const first = kept ?? inProgress.get(request.key);
      if (first && (first.method !== request.method || first.target !== request.target))
        throw badRequest(422, 'Idempotency-Key has been used with another method or URL');
      if (kept) return kept.answer;
      if (first) throw badRequest(409, 'A request with this Idempotency-Key is in progress');
      inProgress.set(request.key, request);
      return null;
    },
    release({ key }) {
      inProgress.delete(key);
    },
    entries,
    injectedEntries({ method, target, headers }, answer) {
      const key = headers['idempotency-key'];
      const isUnused = key !== undefined && !inProgress.has(key) && keptAnswer(key) === undefined;
      return isUnused && keyedMethods.has(method) ? entries({ key, method, target }, answer) : [];
    },
  };
}
