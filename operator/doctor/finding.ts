/** The result of one check. */

export interface Finding {
  readonly status: 'ok' | 'warn' | 'fail' | 'skipped';
  /** A sentence without a secret. */
  readonly found: string;
  /** What to do about it. */
  readonly fix?: string;
}

export function ok(found: string): Finding {
  return { status: 'ok', found };
}

/** The service works, but somebody should look. */
export function warn(found: string, fix: string): Finding {
  return { status: 'warn', found, fix };
}

/** The service, or a part of it, cannot work. */
export function fail(found: string, fix: string): Finding {
  return { status: 'fail', found, fix };
}

/** It could not be checked. */
export function skipped(found: string): Finding {
  return { status: 'skipped', found };
}
