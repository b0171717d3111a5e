/** Decides what is to be done in the entities of an account, once a look has shown its access. */
import { homeOf } from './account.ts';
import { changed } from './account-change.ts';
import type { LinkedAccount } from './account-item.ts';
import { begunBy, toldByAnswer, toldByLook, withBegun, withoutBegun } from './begun-write.ts';
import { desired, isDesiredOnReturn } from './desired.ts';
import { type Answer, type Attempt, type EntityAccess, isOutcomeUnknown, type Write } from './entity-access.ts';
import { afterLook, afterWrite } from './entity-learning.ts';
import { type Next, nextStep, type Wish } from './entity-step.ts';
import { accepted, type Finding, foundLater, observed } from './finding.ts';
import { knownEntities } from './known-entities.ts';
import { newestRequest, newestStatement, notBeforeRequest } from './newest-statement.ts';
import { withoutUnmanaged, withUnmanaged } from './unmanaged.ts';

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

/** What an attempt learnt, and what the audit log is to have of it. */
export interface Learnt {
  readonly linked: LinkedAccount;
  readonly findings: readonly Finding[];
}

/** The account is that with what the look told. */
export interface Plan extends Learnt {
  /** By entity id. */
  readonly steps: ReadonlyMap<string, Next>;
}

export function planAfter(look: Look, before: LinkedAccount, entityIds: readonly string[], traits: Traits): Plan {
  const linked = withUnmanaged(withFirstLook(before, look), look);
  const wanted = desired(linked.account, look.at);
  const access = new Map(linked.access);
  const steps = new Map<string, Next>();
  const findings: Finding[] = [];
  for (const id of entityIds) {
    const wish = wishIn(linked, id, wanted.get(id) ?? false, traits, look.at);
    const isShown = look.granted.has(id);
    const known = access.get(id) ?? {};
    const told = toldByLook(known, isShown, look.at);
    const learnt = afterLook(told.access, isShown, wish, look.at);
    access.set(id, learnt);
    findings.push(...foundLater(told.found, id, look.at), ...observed(known, learnt, id, look.at));
    steps.set(id, nextStep(learnt, isShown, wish, look.at));
  }
  return { linked: { ...linked, access }, steps, findings };
}

/** The account with writes that an attempt is about to begin. */
export function withIntents(
  linked: LinkedAccount,
  writes: readonly Pick<AnsweredWrite, 'entityId' | 'write'>[],
  attempt: Attempt,
): Learnt {
  const access = new Map(linked.access);
  for (const { entityId, write } of writes) {
    const begun = begunBy(attempt, write, linked.account, entityId);
    access.set(entityId, withBegun(access.get(entityId) ?? {}, begun));
  }
  return { linked: { ...linked, access }, findings: [] };
}

/** The account without a write that an attempt has announced, and that Zuora did not make. */
export function withoutIntent(
  linked: LinkedAccount,
  { entityId, write, attempt }: Pick<AnsweredWrite, 'entityId' | 'write' | 'attempt'>,
): Learnt {
  const known = linked.access.get(entityId) ?? {};
  const access = withoutBegun(known, write, attempt);
  const isSame = access === known;
  return {
    linked: isSame ? linked : { ...linked, access: new Map([...linked.access, [entityId, access]]) },
    findings: [],
  };
}

/** A write that an attempt made in an entity, and Zuora's answer to it. */
export interface AnsweredWrite {
  readonly entityId: string;
  readonly write: Write;
  readonly answer: Answer;
  readonly attempt: Attempt;
  /** Zuora's id of it, if it was answered. */
  readonly zuoraRequestId?: string | undefined;
}

/** What to do next in an entity, after an answer to a write there. */
export function stepAfterAnswer(
  { linked, look, traits }: { readonly linked: LinkedAccount; readonly look: Look; readonly traits: Traits },
  entityId: string,
  now: number,
): Next {
  const isDesired = desired(linked.account, now).get(entityId) ?? false;
  const wish = wishIn(linked, entityId, isDesired, traits, now);
  return nextStep(linked.access.get(entityId) ?? {}, look.granted.has(entityId), wish, now);
}

function wishIn(
  { account }: LinkedAccount,
  entityId: string,
  isDesired: boolean,
  { isProtected, approves, automatic }: Traits,
  now: number,
): Wish {
  const traits = {
    ...{ isProtected, approves, mayHaveLeft: account.decision?.mayHaveLeft, leftAt: account.leftAt },
    ...{ isAutomatic: automatic.has(entityId), isHome: homeOf(account) === entityId },
  };
  const given = () => ({ ...traits, isDesired: true, saidAt: newestRequest(account, entityId, approves, now) });
  if (isDesired) return given();
  const onReturn = isDesiredOnReturn(account, entityId, now) ? given() : undefined;
  return { ...traits, isDesired, saidAt: newestStatement(account, entityId), onReturn };
}

/** The account with Zuora's answer to a write. */
export function withAnswer(linked: LinkedAccount, { granted }: Look, written: AnsweredWrite, now: number): Learnt {
  const { entityId, write, answer, attempt, zuoraRequestId } = written;
  const isShown = granted.has(entityId);
  const { found, access } = toldByAnswer(linked.access.get(entityId) ?? {}, written, isShown);
  const at = write === 'deny' ? now : notBeforeRequest(linked.account, entityId, now);
  const after = afterWrite(access, write, answer, isShown, at);
  const named = write === 'request' && isOutcomeUnknown(after) ? { ...after, outcomeUnknownOf: attempt.event } : after;
  const begun = begunBy(attempt, write, linked.account, entityId);
  const known = answer.is === 'unknown' ? withBegun(named, begun) : named;
  const isEnded = write === 'deny' && answer.is === 'accepted';
  const others = isEnded ? withoutUnmanaged(linked, entityId) : linked;
  return {
    linked: { ...others, access: new Map([...others.access, [entityId, known]]) },
    findings: [
      ...foundLater(found, entityId, now),
      ...(answer.is === 'accepted' ? [accepted({ ...begun, entityId, zuoraRequestId }, now)] : []),
    ],
  };
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

/** The first look at an account shows what it had before anybody said anything; of a user, the first under any login. */
export function withFirstLook(linked: LinkedAccount, { granted, at }: Look): LinkedAccount {
  if (linked.firstLookAt !== undefined) return linked;
  if (linked.othersFirstLookAt !== undefined) return { ...linked, firstLookAt: at };
  const others = [...granted].filter((id) => !isOurs(linked.access.get(id)));
  const account = changed(linked.account, { kind: 'see', entityIds: others, time: at });
  const counted = others.filter((id) => account.entities.get(id)?.baseline?.seenAt === at);
  const shown = counted.map((id) => [id, { ...linked.access.get(id), firstShownAt: at }] as const);
  return { ...linked, account, access: new Map([...linked.access, ...shown]), firstLookAt: at };
}

/** Whether a request of ours may have given the access, as one of an attempt that was cut off. */
function isOurs({ askedAt, unansweredAt }: EntityAccess = {}): boolean {
  return (askedAt ?? unansweredAt) !== undefined;
}
