/** Rate and concurrency limits. https://developer.zuora.com/docs/guides/rate-limits/ */
import type { SandboxSettings } from './settings.ts';

/** A span of time, and the number of calls that it allows. */
export interface RateSpan {
  readonly name: 'minute' | 'hour' | 'day';
  readonly seconds: number;
  readonly limit: number;
}

/** The status of a rate after one more call. */
export interface RateStatus {
  /** The span with the fewest calls left. Of several exhausted spans, the one that lasts longest. */
  readonly nearest: RateSpan;
  readonly remaining: number;
  readonly resetSeconds: number;
  readonly exceeded: boolean;
}

/** Counts calls, also refused ones. */
export interface CallRate {
  take(spans: readonly [RateSpan, ...RateSpan[]], now: number): RateStatus;
}

/** A rate in fixed spans. A span starts with the first call after the end of the one before. */
export function createRate(): CallRate {
  const counted = new Map<RateSpan['name'], { start: number; calls: number }>();

  function count(span: RateSpan, now: number): RateStatus {
    const last = counted.get(span.name);
    const current = last && now < last.start + span.seconds * 1000 ? last : { start: now, calls: 0 };
    current.calls += 1;
    counted.set(span.name, current);
    return {
      nearest: span,
      remaining: Math.max(0, span.limit - current.calls),
      resetSeconds: Math.ceil((current.start + span.seconds * 1000 - now) / 1000),
      exceeded: current.calls > span.limit,
    };
  }

  return {
    take: ([first, ...others], now) => others.map((span) => count(span, now)).reduce(nearerLimit, count(first, now)),
  };
}

function nearerLimit(a: RateStatus, b: RateStatus): RateStatus {
  if (a.exceeded && b.exceeded) return a.resetSeconds < b.resetSeconds ? b : a;
  if (a.exceeded || b.exceeded) return a.exceeded ? a : b;
  return b.remaining < a.remaining ? b : a;
}

/** The spans of API calls, for the whole tenant. */
export function callSpans(settings: SandboxSettings): readonly [RateSpan, RateSpan, RateSpan] {
  return [
    { name: 'minute', seconds: 60, limit: settings.callsPerMinute },
    { name: 'hour', seconds: 3600, limit: settings.callsPerHour },
    { name: 'day', seconds: 86_400, limit: settings.callsPerDay },
  ];
}

/** The spans of token requests, for the whole tenant. */
export function tenantTokenSpans(settings: SandboxSettings): readonly [RateSpan, RateSpan, RateSpan] {
  return [
    { name: 'minute', seconds: 60, limit: settings.tenantTokensPerMinute },
    { name: 'hour', seconds: 3600, limit: settings.tenantTokensPerHour },
    { name: 'day', seconds: 86_400, limit: settings.tenantTokensPerDay },
  ];
}

/** The span of token requests, for one client address. */
export function tokenSpan(settings: SandboxSettings): RateSpan {
  return {
    name: 'minute',
    seconds: 60,
    limit: settings.tokensPerMinute,
  };
}

/** The headers with the status of the tenant's rate. */
export function rateHeaders(spans: readonly RateSpan[], status: RateStatus): Record<string, string> {
  return {
    'RateLimit-Limit': [status.nearest.limit, ...spans.map(({ limit, seconds }) => `${limit};w=${seconds}`)].join(', '),
    'RateLimit-Remaining': String(status.remaining),
    'RateLimit-Reset': String(status.resetSeconds),
  };
}

/** Calls in flight, per entity. */
export interface CallsInFlight {
  /** `false` if the entity already has `limit` calls in flight. */
  enter(entityId: string, limit: number): boolean;
  leave(entityId: string): void;
  count(entityId: string): number;
}

export function createInFlight(): CallsInFlight {
  const counts = new Map<string, number>();
  const count = (entityId: string): number => counts.get(entityId) ?? 0;
  return {
    count,
    enter(entityId, limit) {
      if (count(entityId) >= limit) return false;
      counts.set(entityId, count(entityId) + 1);
      return true;
    },
    leave(entityId) {
      counts.set(entityId, count(entityId) - 1);
    },
  };
}

/** The headers with the number of calls that the entity still allows. */
export function concurrencyHeaders(limit: number, inFlight: number): Record<string, string> {
  return {
    'Concurrency-Limit-Type': 'Default',
    'Concurrency-Limit-Limit': String(limit),
    'Concurrency-Limit-Remaining': String(Math.max(0, limit - inFlight)),
  };
}
