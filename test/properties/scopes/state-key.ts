/** Tells whether two worlds go on alike: times count from now, owners by their order, and processes have no numbers. */
import { createHash } from 'node:crypto';
import type { Item } from '../../../models/dynamodb-table.ts';
import { eventOf } from '../invariants/calls-of-events.ts';
import type { Run } from '../invariants/invariant.ts';
import type { ZuoraCall } from '../world/trace.ts';
import type { Position } from './behaviour.ts';
import { textOf } from './effect.ts';
import { type Template, Templates } from './template.ts';
import type { LateWrite, Worker, WorldState } from './world-state.ts';
import type { Tenant } from './zuora-model.ts';

const dayInSeconds = 24 * 3600;

export class StateKeys {
  readonly #templates = new Templates();
  readonly #startedAt: number;

  constructor(startedAt: number) {
    this.#startedAt = startedAt;
  }

  /** @param run the same world, as the rules judge it */
  keyOf(state: WorldState, run: Run): string {
    const { now, items, queue, tenant, late, workers, looks } = state;
    const processes = workers.map((worker) => ({ ...this.#ofWorker(worker), age: now - worker.position.startedAt }));
    processes.sort((one, other) => one.id - other.id || one.age - other.age);
    const templates = [
      ...[...items].sort(byName).map(([, item]) => this.#templates.of(item, () => textOfItem(item))),
      this.#templates.of(tenant, () => shownBy(tenant)),
      ...late.map((write) => this.#templates.of(write, () => textOfLate(write))),
      ...processes,
    ];
    const text = JSON.stringify([
      templates.map(({ id }) => id),
      this.#renamed(
        templates.flatMap(({ names }) => names),
        now,
      ),
      queue.map(({ messageId, visibleAt }) => [messageId, Math.max(0, visibleAt - now)]),
      looks,
      processes.map(({ age }) => age),
      run.trace.calls.filter(({ effect }) => effect === 'act').map((call) => judgedOf(call, run)),
      run.trace.deadLetters.map(({ body, attributes }) => [body, attributes['reason']]),
    ]);
    return createHash('sha1').update(text).digest('base64');
  }

  #ofWorker(worker: Worker): Template {
    const { messageId, isSuspended, position } = worker;
    return this.#templates.join(worker, () => [
      this.#templates.of([], () => `${messageId} ${isSuspended}`),
      this.#ofPosition(position),
    ]);
  }

  #ofPosition(position: Position): Template {
    return this.#templates.join(position, () =>
      position.heard.map((heard) => this.#templates.of(heard, () => textOf(heard))),
    );
  }

  /** The times of events come before the start of any run, and stay. An hour more or less of a month changes nothing. */
  #renamed(names: readonly string[], now: number): readonly (string | number)[] {
    const owners = new Map<string, number>();
    return names.map((name) => {
      if (name.startsWith('owner')) {
        owners.set(name, owners.get(name) ?? owners.size);
        return owners.get(name) ?? 0;
      }
      const time = Number(name);
      if (name.length === 10) return `${Math.round((time - now / 1000) / dayInSeconds)} days`;
      if (time < this.#startedAt) return name;
      return time <= now ? 'past' : time - now;
    });
  }
}

/** What follows from an entry of the audit log is whose it is, and nothing of its texts and times. */
function textOfItem(item: Item): string {
  const { what, outcome, entityId, position } = item;
  return what === undefined
    ? JSON.stringify(item)
    : JSON.stringify([what, outcome, entityId, position?.S?.split('#')[1]]);
}

function shownBy({ state, changes, answers }: Tenant): string {
  const names = [...new Set(changes.flatMap((change) => ('username' in change ? change.username : [])))].sort();
  const users = names.map((name) => state.users.get(name));
  return JSON.stringify([
    [...answers].map(([key, { status }]) => [key, status]),
    [...state.connections.values()],
    users.map((user) => [user?.accessible, user?.pending].map((ids = new Set()) => [...ids].sort())),
  ]);
}

function textOfLate({ request, until }: LateWrite): string {
  return JSON.stringify([request.url, request.headers, request.body, until]);
}

/** What the rules may hold against later writes. */
function judgedOf(call: ZuoraCall, run: Run): unknown[] {
  const { url, headers, body, changes, heard, begun, ended, by } = call;
  const hasReturned = run.trace.returns.some((returned) => returned.by === by);
  const { 'Idempotency-Key': key, 'Zuora-Entity-Ids': entity } = headers;
  const recorded = [hasReturned, by?.outlivedDeadline, by?.unanswered];
  return [eventOf(call, run), url.pathname, entity, body, key, changes, heard?.status, !!begun, !!ended, recorded];
}

function byName([one]: readonly [string, unknown], [other]: readonly [string, unknown]): number {
  return one < other ? -1 : 1;
}
