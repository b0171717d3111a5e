/** What may go wrong with the next effect of a process. */
import { noPermission } from '../access-rules.ts';
import type { Fate } from '../world/fates.ts';
import type { EffectKind } from './effect.ts';
import type { FaultKind } from './scope.ts';
import type { SearchedSystem } from './searched-system.ts';
import { afterDelivery, afterEffect, type Choice } from './turn.ts';
import type { Worker, WorldState } from './world-state.ts';
import { businessRule, refused } from './zuora-model.ts';

/** One leaves open what became of the write, the other does not. */
const internalErrors: readonly Fate[] = [
  { kind: 'is refused', status: 500, body: '{"reasons":[{"code":"SystemError","message":"internal server error"}]}' },
  {
    kind: 'is refused',
    status: 200,
    body: '{"success":false,"reasons":[{"code":50000060,"message":"Internal error"}]}',
  },
];

const { status, body } = refused(businessRule).answer;

/** Zuora may be at work on a write when its process dies, or stops listening. It may end the write at once. */
const late: Fate = { kind: 'takes long', milliseconds: 0 };

const ofRecords: readonly [FaultKind, Fate][] = [
  ['unanswered record', { kind: 'is not sent' }],
  ['unanswered record', { kind: 'loses its answer' }],
  ['repeated record', { kind: 'is repeated' }],
];

const ofWrites: readonly [FaultKind, Fate][] = [
  ['unanswered write', { kind: 'is not sent' }],
  ['unanswered write', late],
  ...internalErrors.map((fate): [FaultKind, Fate] => ['failed write', fate]),
  ['refused write', { kind: 'is refused', ...noPermission }],
  ['write refused by a rule', { kind: 'is refused', status, body }],
];

const fatesOf: Partial<Record<EffectKind, readonly [FaultKind, Fate][]>> = {
  read: [['unanswered record', { kind: 'is not sent' }]],
  record: ofRecords,
  put: ofRecords,
  look: [['unanswered look', { kind: 'is not sent' }]],
  act: ofWrites,
};

/** A crash before one of these is a crash before what follows it. */
const reads: readonly EffectKind[] = ['read', 'look'];
/** A suspension before anything else changes nothing for others. */
const shared: readonly EffectKind[] = ['record', 'act'];

export function faultsOf(system: SearchedSystem, before: WorldState, worker: Worker): Choice[] {
  const state = { ...before, faults: before.faults - 1 };
  const { effect } = worker.position;
  const { scope } = system;
  if (!effect) return [];
  const about = `${worker.messageId.slice(-1)}: ${effect.name}`;
  const fault = (kind: FaultKind, what: string, take: Choice['take']): Choice[] =>
    scope.kinds.includes(kind) ? [{ label: `${about} ${what}`, take }] : [];
  const fates = fatesOf[effect.kind] ?? [];
  const choices = fates.flatMap(([kind, fate]) =>
    fault(kind, fate.kind, () => afterEffect(system, state, worker, fate)),
  );
  if (reads.includes(effect.kind)) return choices;
  choices.push(...fault('crash', 'crash before it', () => without(state, worker)));
  if (effect.kind === 'act') {
    choices.push(...fault('crash', 'crash while Zuora is at work', async () => afterCrash(system, state, worker)));
  }
  if (shared.includes(effect.kind))
    choices.push(...fault('suspension', 'suspended before it', () => suspended(state, worker)));
  const isKnown = state.queue.some(({ messageId }) => messageId === worker.messageId);
  if (isKnown && state.workers.length < scope.workers) {
    choices.push(...fault('duplicate', 'delivered once more', () => afterDelivery(system, state, worker.messageId)));
  }
  return choices;
}

function without(state: WorldState, { delivery }: Worker): WorldState {
  return { ...state, workers: state.workers.filter((one) => one.delivery !== delivery) };
}

async function afterCrash(system: SearchedSystem, state: WorldState, worker: Worker): Promise<WorldState> {
  return without(await afterEffect(system, state, worker, late), worker);
}

function suspended(state: WorldState, worker: Worker): WorldState {
  return { ...state, workers: state.workers.map((one) => (one === worker ? { ...one, isSuspended: true } : one)) };
}
