/** Lets the effect of a process happen: what becomes of the world, and what the process hears. */
import type { Answer } from '../../../lib/zuora/failure.ts';
import { isEntry } from '../world/aws-clients.ts';
import type { Fate } from '../world/fates.ts';
import type { ZuoraCall } from '../world/trace.ts';
import { invocationOf, noted } from './chronicle.ts';
import type { Effect, Heard, ZuoraRequest } from './effect.ts';
import { changed } from './queue-model.ts';
import type { SearchedSystem } from './searched-system.ts';
import type { Worker, WorldState } from './world-state.ts';
import { answerOf } from './zuora-model.ts';

export interface Happened {
  readonly state: WorldState;
  readonly heard: Omit<Heard, 'at'>;
}

type EffectOf<Kind extends Effect['kind']> = Extract<Effect, { kind: Kind }>;

const acknowledged: Happened['heard'] = { output: {} };

/** @param fate whether the effect happens, and whether its process is answered */
export function happen(system: SearchedSystem, state: WorldState, worker: Worker, fate: Fate): Happened {
  const { effect } = worker.position;
  switch (effect?.kind) {
    case 'read':
      return answered(state, worker, effect, fate, () => {
        return { state, heard: system.ledger.read(state.items, state.now, effect.input) };
      });
    case 'record':
      return answered(state, worker, effect, fate, (before) => write(system, before, worker, effect, fate));
    case 'put':
      return answered(state, worker, effect, fate, (before) => put(system, before, worker, effect));
    case 'look':
    case 'act':
      return call(system, state, worker, effect, fate);
    case 'hide':
      return answered(state, worker, effect, fate, () => hide(state, worker, effect));
    case 'dead letter':
      return answered(state, worker, effect, fate, () => sendDeadLetter(state, worker, effect));
    case 'return':
      return goesOn(state, ({ trace, ...draft }, at) => {
        const by = invocationOf({ trace, ...draft }, worker.delivery);
        trace.returns.push({ at, by, failures: effect.failures });
      });
    case 'acknowledge':
      return acknowledge(system, state, worker);
    case undefined:
      throw new Error('The process is through');
  }
}

function goesOn(state: WorldState, note: Parameters<typeof noted>[2]): Happened {
  return { state: { ...state, chronicle: noted(state.chronicle, state.now, note) }, heard: acknowledged };
}

/** A call to AWS. */
function answered(
  state: WorldState,
  { delivery }: Worker,
  { name }: Effect,
  { kind }: Fate,
  perform: (state: WorldState) => Happened,
): Happened {
  const unanswered = (after: WorldState): Happened => ({
    state: goesOn(after, (draft) => invocationOf(draft, delivery).unanswered.push(name)).state,
    heard: { error: new Error(`${name} was not answered`) },
  });
  if (kind === 'is not sent') return unanswered(state);
  const happened = perform(kind === 'is repeated' ? perform(state).state : state);
  return kind === 'loses its answer' ? unanswered(happened.state) : happened;
}

function write(
  { ledger }: SearchedSystem,
  state: WorldState,
  { delivery }: Worker,
  { input }: EffectOf<'record'>,
  { kind }: Fate,
): Happened {
  const told = kind !== 'loses its answer';
  const { items, previous, item, heard } = ledger.update(state.items, state.now, input);
  if (!item) return { state, heard };
  const { state: after } = goesOn({ ...state, items }, (draft, at) => {
    const by = invocationOf(draft, delivery);
    draft.trace.recordWrites.push({ at, by, table: input.TableName, previous, item, told });
  });
  return { state: after, heard };
}

function put(
  { ledger }: SearchedSystem,
  state: WorldState,
  { delivery }: Worker,
  { input }: EffectOf<'put'>,
): Happened {
  const { items, item, heard } = ledger.put(state.items, state.now, input);
  if (!item || !isEntry(input)) return { state: { ...state, items }, heard };
  const { state: after } = goesOn({ ...state, items }, (draft, at) => {
    draft.trace.entries.push({ at, by: invocationOf(draft, delivery), item });
  });
  return { state: after, heard };
}

function hide(state: WorldState, { messageId }: Worker, { milliseconds }: EffectOf<'hide'>): Happened {
  const until = state.now + milliseconds;
  return goesOn({ ...state, queue: changed(state.queue, messageId, { visibleAt: until }) }, ({ trace }, at) => {
    const message = state.queue.find((one) => one.messageId === messageId);
    if (message) trace.hidden.push({ at, message, until });
  });
}

function sendDeadLetter(
  state: WorldState,
  { delivery }: Worker,
  { body, attributes }: EffectOf<'dead letter'>,
): Happened {
  return goesOn(state, (draft, at) => {
    draft.trace.deadLetters.push({ at, by: invocationOf(draft, delivery), body, attributes, told: true });
  });
}

function acknowledge(system: SearchedSystem, state: WorldState, worker: Worker): Happened {
  const { messageId, delivery, position } = worker;
  const isTrue = system.isSettled(messageId, state.tenant.state);
  const queue = state.queue.filter((message) => message.messageId !== messageId);
  return goesOn({ ...state, queue }, (draft, at) => {
    draft.trace.acknowledged.push({ at, by: invocationOf(draft, delivery), record: position.record, isTrue });
  });
}

function call(
  system: SearchedSystem,
  before: WorldState,
  worker: Worker,
  { kind, request }: EffectOf<'look' | 'act'>,
  fate: Fate,
): Happened {
  const { method, url, headers, body } = request;
  const { state } = goesOn(before, (draft, at) => {
    const by = invocationOf(draft, worker.delivery);
    const sent: ZuoraCall = { sent: at, by, effect: kind, method, url: new URL(url), headers, body, changes: [] };
    draft.calls.set(at.order, sent);
    draft.trace.calls.push(sent);
  });
  const id = state.chronicle.length;
  const { heard, startedAt } = worker.position;
  const isOver = state.now > (heard.at(-1)?.at ?? startedAt) + request.timeout;
  if (isOver || fate.kind === 'is not sent') return over(state, id);
  if (fate.kind === 'takes long') {
    const { state: begun } = goesOn(state, ({ calls }, at) => void Object.assign(calls.get(id) ?? {}, { begun: at }));
    const late = { call: id, request, until: state.now + system.settings.zuoraLimit };
    return over({ ...begun, late: [...state.late, late] }, id);
  }
  const refusal = fate.kind === 'is refused' ? { headers: {}, ...fate } : undefined;
  const { state: after, answer } = answerCall(state, id, request, refusal);
  return over(after, id, fate.kind === 'loses its answer' ? undefined : answer);
}

/** Zuora comes to the end of a call, whoever hears of it. */
export function answerCall(
  before: WorldState,
  id: number,
  request: ZuoraRequest,
  refusal?: Answer,
): { readonly state: WorldState; readonly answer: Answer } {
  const { answer, changes, tenant } = answerOf(before.tenant, request, refusal);
  const { state } = goesOn({ ...before, tenant }, ({ calls }, at) => {
    const call = calls.get(id);
    if (call) Object.assign(call, { begun: call.begun ?? at, ended: at, answer, changes });
  });
  return { state, answer };
}

/** The client is through with a call. */
function over(before: WorldState, id: number, answer?: Answer): Happened {
  const { state } = goesOn(before, ({ calls }, at) => {
    const call = calls.get(id);
    if (call) Object.assign(call, { over: at, ...(answer && { heard: call.answer }) });
  });
  return { state, heard: { output: answer } };
}
