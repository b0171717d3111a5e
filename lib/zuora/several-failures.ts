/** Failures in several entities. The result of the work follows from all of them. */
import { OutOfTime, ServiceError } from '../errors.ts';
import { classify, isRefusal, isThrottled, refusalOf } from './classify.ts';
import { ZuoraFailure } from './failure.ts';

class SeveralFailures extends ServiceError {
  /** The most serious first. */
  readonly failures: readonly unknown[];

  constructor(failures: readonly unknown[]) {
    const sorted = failures.toSorted((one, other) => seriousness(other) - seriousness(one));
    super('several-failures', sorted.map(messageOf).join('; '));
    this.failures = sorted;
  }
}

/** The failures that an error consists of: often the error alone. */
export function failuresOf(error: unknown): readonly unknown[] {
  return error instanceof SeveralFailures ? error.failures : [error];
}

/** @throws the only failure as it is, or several as one; nothing where there is none */
export function throwAll(failures: readonly unknown[]): void {
  if (failures.length > 0) throw asOne(failures);
}

/** The only failure as it is, or several as one. */
export function asOne(failures: readonly unknown[]): unknown {
  return failures.length === 1 ? failures[0] : new SeveralFailures(failures);
}

/**
 * Whether further calls in other entities are pointless: the invocation is out of time, or a second entity asks to slow down.
 * One alone may have reached its own limit of calls in flight. https://developer.zuora.com/docs/guides/rate-limits/
 */
export function stopsAll(failures: readonly unknown[]): boolean {
  return failures.some((failure) => failure instanceof OutOfTime) || failures.filter(isThrottled).length > 1;
}

/** Unknown effects come first, then failures that may succeed later, then refusals. The first failure is reported first. */
function seriousness(error: unknown): number {
  if (!(error instanceof ZuoraFailure)) return 3;
  if (classify(error) === 'unknown') return error.isWrite ? 5 : 4;
  if (!isRefusal(error)) return 2;
  return refusalOf(error) === 'business-rule' ? 0 : 1;
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
