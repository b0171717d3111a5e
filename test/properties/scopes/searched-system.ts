/** What stays the same in a search: the code under test, its messages, and what their events ask for. */
import type { Settings } from '../../../lib/settings.ts';
import type { TenantState } from '../../../local/zuora/state.ts';
import { settings } from '../../factories.ts';
import type { Run } from '../invariants/invariant.ts';
import type { Parts } from '../parts.ts';
import { Publications } from '../publications.ts';
import type { Subject } from '../subjects.ts';
import type { Wish } from '../wishes.ts';
import { Behaviour } from './behaviour.ts';
import { nothing, traceOf } from './chronicle.ts';
import { LedgerModel } from './ledger-model.ts';
import type { QueuedMessage } from './queue-model.ts';
import type { Scope } from './scope.ts';
import type { WorldState } from './world-state.ts';
import { newTenant } from './zuora-model.ts';

const deployed = settings();
/** When every run begins; milliseconds since the epoch. */
export const startedAt = Date.parse('2026-11-21T09:30:00Z');

export class SearchedSystem {
  readonly scope: Scope;
  readonly ledger: LedgerModel;
  readonly settings: Settings;
  readonly behaviour: Behaviour;
  readonly startedAt = startedAt;
  readonly #publications = new Publications();
  readonly #subject: Subject;
  readonly #subjects: readonly Subject[];

  /** @param subjects an operation for each type of event in the scope */
  constructor(scope: Scope, parts: Parts, subjects: readonly Subject[]) {
    this.scope = scope;
    this.ledger = new LedgerModel(parts);
    this.settings = parts.settings(deployed);
    this.#subjects = subjects;
    this.#subject = commonSubject(subjects);
    this.behaviour = new Behaviour({ parts, settings: this.settings, subjects });
  }

  begin(): WorldState {
    const { before = [], refusesRepeats, faults, messages, looks = 0 } = this.scope;
    return {
      now: startedAt,
      items: new Map(),
      queue: messages.map((_, index) => this.#publish(index)),
      tenant: newTenant(before, refusesRepeats),
      ...{ late: [], workers: [], looks, faults, chronicle: nothing },
    };
  }

  #publish(index: number): QueuedMessage {
    const message = this.scope.messages[index];
    if (!message) throw new Error(`There is no message ${index}`);
    const { event, wish, after = 0 } = message;
    const subject = this.#subjects.find((one) => isFor(one, wish)) ?? this.#subject;
    return this.#send(index, this.#publications.body(subject, wish, event), startedAt + after);
  }

  #send(index: number, body: string, sentAt: number): QueuedMessage {
    const messageId = `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`;
    this.#publications.add(messageId, body, {});
    return { messageId, body, sentAt, firstReceivedAt: undefined, receives: 0, visibleAt: sentAt };
  }

  /** A sweep sends a look for the account that is due. */
  afterSweep(state: WorldState): WorldState {
    const { items, now, queue } = state;
    const { messages, looks = 0 } = this.scope;
    const due = [...items.values()].find((item) => item['due'] && Number(item['dueAt']?.N) <= now);
    const index = messages.length + looks - state.looks;
    const look = this.#send(index, JSON.stringify({ account: due?.['identity']?.S }), now);
    return { ...state, looks: state.looks - 1, queue: [...queue, look] };
  }

  /** Whether an acknowledged message needs nothing more: Zuora is so, or another event counts as much. */
  isSettled(messageId: string, tenant: TenantState): boolean {
    const { wish } = this.#publications.get(messageId);
    if (!wish) return false;
    const isTrue = wish.targets.every((target) => wish.isTrue(tenant, target));
    return isTrue || this.scope.messages.some((message) => isNewer(message.wish, wish));
  }

  /** What the rules judge. */
  runOf({ chronicle, queue, tenant }: WorldState): Run {
    return {
      subject: this.#subject,
      settings: deployed,
      publications: this.#publications,
      trace: traceOf(chronicle),
      tenants: [tenant],
      queues: { messages: queue },
    };
  }
}

function isNewer(one: Wish, other: Wish): boolean {
  return one !== other && one.time !== undefined && other.time !== undefined && one.time >= other.time;
}

/** Whether a subject's operation carries out a wish. */
function isFor({ operation }: Subject, { type, path }: Wish): boolean {
  if (type !== undefined) return operation.contract.type === type;
  return path.endsWith('request-access') ? operation.name === 'requestUserAccess' : !operation.access;
}

/** What the rules ask of a write, whichever of the operations made it. */
function commonSubject([first, ...others]: readonly Subject[]): Subject {
  if (!first) throw new Error('There is no operation');
  const requests = [first, ...others].find(({ operation }) => operation.name === 'requestUserAccess');
  if (!requests) return first;
  return {
    ...requests,
    // A revocation is sent again wherever a request may be pending, since Zuora shows no requests.
    targetsOf: (write) => (write.path.endsWith('request-access') ? requests.targetsOf(write) : []),
  };
}
