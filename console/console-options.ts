/** What a console is started with. */
import type { StageOptions } from './stage.ts';

export interface ConsoleOptions extends StageOptions {
  /** 0 takes any free port. */
  readonly port: number;
  /** Whether writes are refused. */
  readonly isReadOnly: boolean;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}
