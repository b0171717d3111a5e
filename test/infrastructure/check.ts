/** A rule for templates that is shown to be able to fail. */
import type { Template } from './template.ts';
import type { Variant } from './variants.ts';

/** One change to the template of a variant, after which the check reports the resource. */
export interface Break {
  readonly in: Variant;
  /** Logical id of the resource that is changed. */
  readonly resource: string;
  /** Such as `Properties.MessageRetentionPeriod`; empty for the resource itself. */
  readonly path: string;
  /** The new value; undefined takes it away. */
  readonly to: unknown;
  /** Logical id of the resource that is reported, if it is another one. */
  readonly reported?: string;
}

export interface Check {
  /** What holds, as a sentence. */
  readonly rule: string;
  /** What does not hold; each problem names its resource. */
  problems(template: Template, variant: Variant): string[];
  /** Each breaks this rule, and no other. */
  readonly breaks: readonly [Break, ...Break[]];
}
