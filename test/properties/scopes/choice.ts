/** What may happen next in a world, and what may go wrong besides. */
import { invocationOf, noted } from './chronicle.ts';
import { faultsOf } from './fault.ts';
import { answerCall } from './happening.ts';
import type { SearchedSystem } from './searched-system.ts';
import { afterDelivery, afterEffect, type Choice } from './turn.ts';
import { dueAt, nextMoment, type Worker, type WorldState } from './world-state.ts';

/** What a process does that nobody else sees. */
const unseen: readonly unknown[] = ['hide', 'dead letter', 'return', 'acknowledge'];

/**
 * The turns that lead to different worlds. A process that touches its own message alone goes first: nobody sees when it
 * does. Time passes when no process is at work.
 */
export function choicesOf(system: SearchedSystem, state: WorldState): readonly Choice[] {
  const { queue, workers, late, now, faults } = state;
  const busy = workers.filter(({ isSuspended }) => !isSuspended);
  const alone = busy.find(({ position }) => unseen.includes(position.effect?.kind));
  const wrong = (those: readonly Worker[]) => (faults > 0 ? those.flatMap((one) => faultsOf(system, state, one)) : []);
  if (alone) return [proceed(system, state, alone), ...wrong([alone])];
  const isFree = workers.length < system.scope.workers;
  const visible = isFree ? queue.filter(({ visibleAt }) => visibleAt <= now) : [];
  const next = nextMoment(state, system.scope.timeStep);
  const isDue = dueAt(state) <= now;
  const isIdle = busy.length === 0 && visible.length === 0 && !isDue;
  const mayPass = isIdle && next > now && next < Number.POSITIVE_INFINITY;
  return [
    ...(isDue ? [{ label: 'sweep', take: () => system.afterSweep(state) }] : []),
    ...(mayPass ? [{ label: 'time passes', take: () => afterTime(state, next) }] : []),
    ...busy.map((worker) => proceed(system, state, worker)),
    ...visible.map(({ messageId }) => delivery(system, state, messageId)),
    ...late.map(({ call }) => ({ label: 'Zuora ends a late write', take: () => afterLateWrite(state, call) })),
    ...workers.filter(({ isSuspended }) => isSuspended).map((worker) => resumption(system, state, worker)),
    ...wrong(busy),
  ];
}

function proceed(system: SearchedSystem, state: WorldState, worker: Worker): Choice {
  const label = `${worker.messageId.slice(-1)}: ${worker.position.effect?.name}`;
  return { label, take: () => afterEffect(system, state, worker, { kind: 'goes well' }) };
}

function delivery(system: SearchedSystem, state: WorldState, messageId: string): Choice {
  return { label: `deliver ${messageId.slice(-1)}`, take: () => afterDelivery(system, state, messageId) };
}

function afterTime(state: WorldState, now: number): WorldState {
  const due = state.late.filter(({ until }) => until <= now);
  return due.reduce((after, { call }) => afterLateWrite(after, call), { ...state, now });
}

function afterLateWrite(state: WorldState, call: number): WorldState {
  const write = state.late.find((one) => one.call === call);
  if (!write) throw new Error('Zuora has ended the write already');
  const late = state.late.filter((one) => one !== write);
  return answerCall({ ...state, late }, call, write.request).state;
}

function resumption({ settings }: SearchedSystem, state: WorldState, worker: Worker): Choice {
  const isLate = state.now > worker.position.startedAt + settings.functionTimeout;
  const chronicle = noted(state.chronicle, state.now, (draft) => {
    invocationOf(draft, worker.delivery).outlivedDeadline ||= isLate;
  });
  const workers = state.workers.map((one) => (one === worker ? { ...one, isSuspended: false } : one));
  return { label: `${worker.messageId.slice(-1)}: goes on`, take: () => ({ ...state, chronicle, workers }) };
}
