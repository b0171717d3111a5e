/** Goes through every run of a scope: depth first, and no further where a world goes on like one that was seen. */
import type { Invariant } from '../invariants/invariant.ts';
import { expectToHold } from '../invariants/invariants.ts';
import type { Parts } from '../parts.ts';
import type { Subject } from '../subjects.ts';
import { choicesOf } from './choice.ts';
import { Endings } from './endings.ts';
import type { Scope } from './scope.ts';
import { SearchedSystem } from './searched-system.ts';
import { StateKeys } from './state-key.ts';
import type { WorldState } from './world-state.ts';

export interface SearchSetting {
  readonly scope: Scope;
  readonly parts: Parts;
  /** An operation for each type of event in the scope. */
  readonly subjects: readonly Subject[];
  /** Must hold in every state. */
  readonly always: readonly Invariant[];
  /** Must hold when no message is left. */
  readonly atEnd: readonly Invariant[];
}

export interface Findings {
  /** Worlds that go on in different ways. */
  readonly states: number;
  /** Runs that came to an end. */
  readonly ends: number;
  readonly steps: number;
  /** How often the code under test was run. */
  readonly deliveries: number;
  /** What broke first, and the way there; undefined if everything held. */
  readonly violation: string | undefined;
}

/** The labels of the choices that were made. */
interface Way {
  readonly label: string;
  readonly length: number;
  readonly before: Way | undefined;
}

/** A world from which the search is still to go on. */
interface Branch {
  readonly world: WorldState;
  readonly way: Way | undefined;
  /** The latest state on the way, by its number. */
  readonly from: number;
}

/** More than any run takes. */
const maxSteps = 2000;

export async function search(setting: SearchSetting): Promise<Findings> {
  const { scope, parts, subjects, always, atEnd } = setting;
  const system = new SearchedSystem(scope, parts, subjects);
  const keys = new StateKeys(system.startedAt);
  const endings = new Endings();
  const seen = new Map<string, { readonly state: number; readonly faults: number }>();
  const counts = { ends: 0, steps: 0 };
  const branches: Branch[] = [{ world: system.begin(), way: undefined, from: endings.begin }];

  /** @returns the number of the state; undefined if all that may follow was gone through, or will be */
  function visit(world: WorldState, from: number): number | undefined {
    const run = system.runOf(world);
    expectToHold(always, run);
    const key = keys.keyOf(world, run);
    const known = seen.get(key);
    const state = known?.state ?? endings.newState();
    endings.link(from, state);
    if (known && known.faults >= world.faults) return undefined;
    seen.set(key, { state, faults: world.faults });
    return state;
  }

  async function goOn({ world, way, from }: Branch): Promise<void> {
    if (way && way.length > maxSteps) throw new Error(`a run has no end after ${maxSteps} steps`);
    const choices = choicesOf(system, world);
    if (choices.length === 0) {
      counts.ends += 1;
      endings.end(from);
      expectToHold([...always, ...atEnd], system.runOf(world));
      return;
    }
    const state = choices.length > 1 || world.workers.length === 0 ? visit(world, from) : from;
    if (state === undefined) return;
    for (const { label, take } of choices.toReversed()) {
      const length = (way?.length ?? 0) + 1;
      counts.steps += 1;
      branches.push({ world: await take(), way: { label, length, before: way }, from: state });
    }
  }

  function findings(violation?: string): Findings {
    return { states: seen.size, ...counts, deliveries: system.behaviour.runs, violation };
  }

  for (let branch = branches.pop(); branch; branch = branches.pop()) {
    try {
      await goOn(branch);
    } catch (error) {
      return findings(`${error instanceof Error ? error.message : error}\n${labelsOf(branch.way).join('\n')}`);
    }
  }
  return findings(endings.endless > 0 ? `${endings.endless} states lead to no end` : undefined);
}

function labelsOf(way: Way | undefined): string[] {
  return way ? [...labelsOf(way.before), way.label] : [];
}
