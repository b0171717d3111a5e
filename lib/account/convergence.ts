/** Decides what is to be done in the entities of an account, once a look has shown its access. */
import type { Account } from './account.ts';
import { changed } from './account-change.ts';
import type { LinkedAccount } from './account-item.ts';
import { knownEntities } from './cut-off.ts';
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

/** What Zuora showed of the user. */
export interface Look {
  /** The ids of the entities that are granted. */
  readonly granted: ReadonlySet<string>;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

export interface Plan {
  /** The account, with what the look told. */
  readonly linked: LinkedAccount;
  /** By entity id. */
  readonly steps: ReadonlyMap<string, Next>;
}

interface PlanTraits extends Pick<Wish, 'isProtected' | 'approves'> {
  /** The entity in which the user was created, if their access to it is not to end. */
  readonly home?: string | undefined;
}

/** @param traits those of the entities' wishes that no statement tells */
export function planAfter(
  look: Look,
  before: LinkedAccount,
  entityIds: readonly string[],
  { home, isProtected, approves }: PlanTraits,
): Plan {
  const linked = withFirstLook(before, look);
  const wanted = desired(linked.account, look.at);
  const access = new Map(linked.access);
  const steps = new Map<string, Next>();
  for (const id of entityIds) {
    const wish: Wish = {
      isDesired: wanted.get(id) ?? false,
      saidAt: newestStatement(linked.account, id),
      isProtected: isProtected || id === home,
      approves,
    };
    const isShown = look.granted.has(id);
    const known = afterLook(access.get(id) ?? {}, isShown, wish, look.at);
    access.set(id, known);
    steps.set(id, nextStep(known, isShown, wish, look.at));
  }
  return { linked: { ...linked, access }, steps };
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

/**
 * Every entity that something is said or known of; of somebody who has left, every entity that they have. Access that is
 * to end comes first.
 */
export function everyEntity(linked: LinkedAccount, { granted, at }: Look): readonly string[] {
  const { account } = linked;
  const wanted = desired(account, at);
  const ids = new Set([...knownEntities(linked), ...(account.decision?.hasLeft ? granted : [])]);
  return [...ids].toSorted((one, other) => Number(wanted.get(one) ?? false) - Number(wanted.get(other) ?? false));
}

/** The first look at an account shows what it had before anybody said anything. */
export function withFirstLook(linked: LinkedAccount, { granted, at }: Look): LinkedAccount {
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
