/** The result of translating one mutated payload. */
import type { Spelling } from './respelling.ts';
import type { Ending, Translated } from './translation.ts';

/** The result of translating one payload. */
export interface Run {
  readonly body: string;
  /** Every text and number in the body, inside any envelope. */
  readonly words: ReadonlySet<string>;
  /** Undefined after an exception. */
  readonly translated: readonly Translated[] | undefined;
  readonly again: readonly Translated[] | undefined;
  readonly thrown: unknown;
  /** As `processorTime` tells it. */
  readonly duration: number;
  /** The good events before and after the payload in a batch, and the same without the payload. */
  readonly neighbours: { readonly form: string; readonly found: unknown; readonly expected: unknown };
  /** The outcomes of the payload in another spelling, and in its own. */
  readonly spellings: {
    readonly spelling: Spelling;
    readonly found: readonly string[];
    readonly expected: readonly string[];
  };
  /** An event about a person who is not active, its readings, and what the translation plans for it. */
  readonly inactive: {
    readonly body: string;
    readonly mustLoseAccess: boolean;
    readonly outcomes: readonly string[];
    readonly endings: readonly Ending[];
  };
  /** Each refused event, and the result of reading its own body again. */
  readonly resent: readonly { readonly reason: string; readonly message: string; readonly again: readonly string[] }[];
}
