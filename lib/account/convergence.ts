/** Decides what is to be done in the entities of an account, once a look has shown its access. */
import type { Account } from './account.ts';
import { changed } from './account-change.ts';
import type { LinkedAccount } from './account-item.ts';
import { desired } from './desired.ts';
import {
  type Answer,
  afterLook,
  afterWrite,
  type EntityAccess,
  type Next,
  nextStep,
  type Wish,
  type Write,
} from './entity-access.ts';
import { withUnmanaged } from './unmanaged.ts';

/** What Zuora showed of the user. */
export interface Look {
  /** The ids of the entities that are granted. */
  readonly granted: ReadonlySet<string>;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** What no statement about the account tells. */
export interface Traits {
  /** Whether the login is protected. */
  readonly isProtected: boolean;
  /** Whether an event has what was requested approved. */
  readonly approves: boolean;
  /** The ids of the entities in which our own requests are approved without an event. */
  readonly automatic: ReadonlySet<string>;
}

export interface Plan {
  /** The account, with what the look told. */
  readonly linked: LinkedAccount;
  /** By entity id. */
  readonly steps: ReadonlyMap<string, Next>;
}

export function planAfter(look: Look, before: LinkedAccount, entityIds: readonly string[], traits: Traits): Plan {
  const linked = withUnmanaged(withBaseline(before, look), look);
  const wanted = desired(linked.account, look.at);
  const access = new Map(linked.access);
  const steps = new Map<string, Next>();
  for (const id of entityIds) {
    const wish = wishIn(linked, id, wanted.get(id) ?? false, traits);
    const isShown = look.granted.has(id);
    const known = afterLook(access.get(id) ?? {}, isShown, wish, look.at);
    access.set(id, known);
    steps.set(id, nextStep(known, isShown, wish, look.at));
  }
  return { linked: { ...linked, access }, steps };
}

/** What to do next in an entity, after an answer to a write there. */
export function stepAfterAnswer(
  { linked, look, traits }: { readonly linked: LinkedAccount; readonly look: Look; readonly traits: Traits },
  entityId: string,
  now: number,
): Next {
  const isDesired = desired(linked.account, now).get(entityId) ?? false;
  const wish = wishIn(linked, entityId, isDesired, traits);
  return nextStep(linked.access.get(entityId) ?? {}, look.granted.has(entityId), wish, now);
}

function wishIn({ account }: LinkedAccount, entityId: string, isDesired: boolean, traits: Traits): Wish {
  const { isProtected, approves, automatic } = traits;
  return {
    ...{ isDesired, isProtected, approves, saidAt: newestStatement(account, entityId) },
    ...{ isAutomatic: automatic.has(entityId), isHome: account.home?.entityId === entityId },
  };
}

/** The account with Zuora's answer to a write. */
export function withAnswer(
  linked: LinkedAccount,
  look: Look,
  entityId: string,
  write: Write,
  answer: Answer,
  now: number,
): LinkedAccount {
  const { access } = linked;
  const after = afterWrite(access.get(entityId) ?? {}, write, answer, look.granted.has(entityId), now);
  return { ...linked, access: new Map([...access, [entityId, after]]) };
}

/** The first look at an account shows what it had before anybody said anything. */
function withBaseline(linked: LinkedAccount, { granted, at }: Look): LinkedAccount {
  if (linked.firstLookAt !== undefined) return linked;
  const others = [...granted].filter((id) => !isOurs(linked.access.get(id)));
  const account = changed(linked.account, { kind: 'see', entityIds: others, time: at });
  return { ...linked, account, firstLookAt: at };
}

/** Whether a request of ours may have given the access, as one of an attempt that was cut off. */
function isOurs({ askedAt, unansweredAt }: EntityAccess = {}): boolean {
  return (askedAt ?? unansweredAt) !== undefined;
}

/** When a publisher or an operator last said something about the entity; milliseconds since the epoch. */
function newestStatement({ entities }: Account, entityId: string): number | undefined {
  const { requested = new Map(), approval, order = {} } = entities.get(entityId) ?? {};
  const times = [...[...requested.values()].map(({ time }) => time), approval?.time, ...Object.values(order)];
  const known = times.filter((time) => time !== undefined);
  return known.length > 0 ? Math.max(...known) : undefined;
}
