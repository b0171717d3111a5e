/** What a check says of what it read. */

export interface Finding {
  readonly status: 'ok' | 'warn' | 'fail' | 'skipped';
  /** What is so, in a sentence without a secret. */
  readonly found: string;
  /** What to do about it. */
  readonly mend?: string;
}

export function ok(found: string): Finding {
  return { status: 'ok', found };
}

/** The service works, and somebody should look. */
export function warn(found: string, mend: string): Finding {
  return { status: 'warn', found, mend };
}

/** The service, or a part of it, cannot work. */
export function fail(found: string, mend: string): Finding {
  return { status: 'fail', found, mend };
}

/** It could not be looked at. */
export function skipped(found: string): Finding {
  return { status: 'skipped', found };
}
