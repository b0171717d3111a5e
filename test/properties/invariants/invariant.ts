/** What must hold however a run went. */
import type { World } from '../world/world.ts';

export interface Invariant {
  readonly name: string;
  /** What broke it, each in words; nothing if it held. */
  readonly violations: (world: World) => readonly string[];
}
