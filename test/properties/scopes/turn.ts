/** What a turn leads to: a process goes on to its next effect, or a message comes to a process. */
import type { Fate } from '../world/fates.ts';
import { deliveryNote, noted } from './chronicle.ts';
import { happen } from './happening.ts';
import { changed, received, recordOf } from './queue-model.ts';
import type { SearchedSystem } from './searched-system.ts';
import type { Worker, WorldState } from './world-state.ts';

export interface Choice {
  /** For a person who reads how a run went. */
  readonly label: string;
  readonly take: () => WorldState | Promise<WorldState>;
}

/** The effect of a process happens, and the process goes on to its next. */
export async function afterEffect(
  system: SearchedSystem,
  before: WorldState,
  worker: Worker,
  fate: Fate,
): Promise<WorldState> {
  const { state, heard } = happen(system, before, worker, fate);
  const position = await system.behaviour.goOn(worker.position, { ...heard, at: state.now });
  const workers = state.workers.flatMap((one) => {
    if (one !== worker) return one;
    return position.effect ? { ...worker, position } : [];
  });
  return { ...state, workers };
}

/** A message comes to a new process. */
export async function afterDelivery(system: SearchedSystem, state: WorldState, messageId: string): Promise<WorldState> {
  const message = state.queue.find((one) => one.messageId === messageId);
  if (!message) throw new Error(`${messageId} is not on the queue`);
  const { now } = state;
  const taken = received(message, now, system.settings.visibilityTimeout);
  const record = recordOf(taken);
  const position = await system.behaviour.begin(record, now);
  const chronicle = noted(state.chronicle, now, deliveryNote(state.chronicle.length + 1, record));
  const worker = { delivery: chronicle.length, messageId, position, isSuspended: false };
  return { ...state, chronicle, queue: changed(state.queue, messageId, taken), workers: [...state.workers, worker] };
}
