/** What became of one mutated payload. */
import type { Translated } from './translation.ts';

/** What became of a payload. */
export interface Run {
  readonly body: string;
  /** Every text and number that the body says, in whatever it is wrapped. */
  readonly words: ReadonlySet<string>;
  /** Undefined where something was thrown. */
  readonly translated: readonly Translated[] | undefined;
  readonly again: readonly Translated[] | undefined;
  readonly thrown: unknown;
  /** As `processorTime` tells it. */
  readonly duration: number;
  /** The good events before and behind the payload in a batch, and what they are without it. */
  readonly neighbours: { readonly form: string; readonly found: unknown; readonly expected: unknown };
  /** Each event that was refused, and what it is when its own body comes again. */
  readonly resent: readonly { readonly reason: string; readonly message: string; readonly again: readonly string[] }[];
}
