/**
 * A look at a person who is due: sends again what was decided about them, as long as a linked account does not know it. It
 * decides anew first if what is known has changed without an event about them.
 */
import type { SQSRecord } from 'aws-lambda';
import { siblingArn } from '../arn.ts';
import type { Deadline } from '../delivery/deadline.ts';
import type { OutgoingEvent } from '../ledger/effective-change.ts';
import { decidedEvents, outgoingEvents } from '../people/decided-event.ts';
import {
  type DuePerson,
  dueAfterDecision,
  dueAfterFailedLook,
  dueAfterLook,
  dueSooner,
  dueWhileWaiting,
  isGraceOver,
  toDecideStill,
} from '../people/due-person.ts';
import { type GroupEnds, groupEndsOf, groupKeysOf } from '../people/group-ends.ts';
import { withFirstDecision } from '../people/held-logins.ts';
import type { KnownPerson } from '../people/known-person.ts';
import { type Occasion, type OwnChange, withoutEvent } from '../people/occasion.ts';
import type { PeoplePages } from '../people/people-pages.ts';
import type { PeopleTable } from '../people/people-table.ts';
import { type ChangedPerson, proposalAnew, settled } from '../people/person-change.ts';
import { readPersonLook } from '../people/person-look-body.ts';
import { proposedChange } from '../people/proposed-change.ts';
import type { StoredPerson } from '../people/stored-person.ts';
import type { ToldAccounts } from '../people/told-accounts.ts';
import type { Policy } from '../policy/policy.ts';
import { findApplied, type PolicyChoice } from '../policy-in-force/policy-choice.ts';
import { isOpenLeaving } from '../safeguard/effect.ts';
import { safeguardOf, unguarded } from '../safeguard/safeguard.ts';
import type { SafeguardStore } from '../safeguard/safeguard-store.ts';
import type { Telemetry } from '../telemetry.ts';
import { lookLine } from './learnt-line.ts';
import type { OperationQueues } from './operation-queues.ts';
import type { PersonLookSettings } from './settings.ts';

/** The effects, built once a process. */
export interface PersonLookServices {
  readonly settings: PersonLookSettings;
  readonly telemetry: Telemetry;
  readonly queues: OperationQueues;
  readonly people: PeopleTable;
  readonly policies: PolicyChoice;
  readonly safeguard: SafeguardStore;
  readonly pages: PeoplePages;
  readonly accounts: ToldAccounts;
  readonly now: () => number;
}

export interface DuePersonLook {
  /** Of the function. */
  readonly name: string;
  readonly record: SQSRecord;
  readonly services: PersonLookServices;
  readonly deadline: Deadline;
}

interface LookByPolicy extends DuePersonLook {
  readonly policy: Policy;
}

/** Never throws: a person who could not be looked at is due again; also as long as there is no policy. */
export async function lookAtPerson(look: DuePersonLook): Promise<void> {
  const { record, services } = look;
  try {
    await lookIfDue(look, readPersonLook(record.body));
  } catch (error) {
    services.telemetry.warn('the look at a person failed; it is repeated', record.messageId, error);
  }
}

async function lookIfDue(look: DuePersonLook, id: string): Promise<void> {
  const { services } = look;
  const requireTime = timeOf(look);
  const people = services.people.within(requireTime);
  try {
    const stored = await people.read(id);
    if (stored?.due === undefined) return;
    const policy = await findApplied(services.policies, stored.due.policy, requireTime);
    if (policy !== undefined) await lookWith({ ...look, policy }, { ...stored, due: stored.due }, requireTime);
  } catch (error) {
    // If this fails too, they stay due.
    await people.putOff(id, dueAfterFailedLook(services.now())).catch(() => undefined);
    throw error;
  }
}

/** Throws if no time is left for another call. */
export function timeOf({ services, deadline }: DuePersonLook): () => void {
  return () => deadline.requireCall(services.settings.awsTimeout);
}

async function lookWith(
  look: LookByPolicy,
  { person: before, edition, due }: StoredPerson & { readonly due: DuePerson },
  requireTime: () => void,
): Promise<void> {
  const { policy, record, services } = look;
  const { people, accounts } = services;
  const table = people.within(requireTime);
  // One time for all: a grace that is over a moment later is left to the next look.
  const now = services.now();
  const isToDecide = due.isToDecide || before.quarantined !== undefined || isGraceOver(before, now);
  const { decided, change } = isToDecide
    ? await decideAnew(look, { before, due, now }, requireTime)
    : { decided: undefined, change: decidedAnew };
  const person = withFirstDecision(decided?.person ?? before);
  requireTime();
  const isKnown = decided?.isRevised !== true && (await accounts.know(person));
  const waits = dueWhileWaiting(person, now);
  const usual = isKnown ? (waits ?? null) : dueSooner(nextLook(due, decided, now, change), waits);
  const isStillToApply = due.policy !== undefined && change !== 'policy-applied';
  const next = isStillToApply ? { ...toDecideStill([due]), occasion: usual?.occasion } : usual;
  // Before anything is sent: the look may be cut off. Another event or look that came between has done its work.
  if (!(await table.write(person, edition, next))) return;
  const occasion = next?.occasion ?? withoutEvent(person, now, []);
  const events = isKnown ? [] : outgoingEvents(decidedEvents(policy, person, occasion));
  await send(look, events, occasion, requireTime);
  tellAge(look, person);
  const { reading, source } = occasion;
  const line = lookLine(decided, events, change);
  if (line === undefined) return;
  const username = person.logins.at(-1)?.login;
  const said = { source, eventId: reading.id, change: reading.change, ...(username !== undefined && { username }) };
  services.telemetry.translation({ operation: look.name, messageId: record.messageId, ...said, ...line });
}

const decidedAnew: OwnChange = 'decided-anew';

async function decideAnew(
  { policy, services }: LookByPolicy,
  { before, due, now }: { readonly before: KnownPerson; readonly due: DuePerson; readonly now: number },
  requireTime: () => void,
): Promise<{ readonly decided: ChangedPerson; readonly change: OwnChange }> {
  const groupEnds = await groupEndsOfPerson(services.people.within(requireTime), before);
  const circumstances = { groupEnds, now };
  const proposal = proposalAnew(policy, before, circumstances, due.policy !== undefined);
  const judge = safeguardOf(services.safeguard.within(requireTime), policy)?.judgeOf() ?? unguarded;
  const waiting = await judge.judge(proposedChange(before, proposal));
  return {
    decided: settled(policy, before, proposal, waiting),
    change: proposal.appliedPolicy === undefined ? decidedAnew : 'policy-applied',
  };
}

/** Of a leaver who keeps access until an operator has decided; not of one of whom an operator said so. */
function tellAge({ services }: DuePersonLook, person: KnownPerson): void {
  const leaving = person.quarantined?.find(isOpenLeaving);
  if (leaving === undefined) return;
  services.telemetry.quarantinedLeaver(services.now() - Date.parse(leaving.since));
}

async function groupEndsOfPerson(table: PeopleTable, { accounts }: KnownPerson): Promise<GroupEnds> {
  return groupEndsOf(await table.groups.read(groupKeysOf(accounts)));
}

function nextLook(due: DuePerson, decided: ChangedPerson | undefined, now: number, change: OwnChange): DuePerson {
  if (decided?.isRevised !== true) return dueAfterLook(due, now);
  const { grantedBy, endedBy } = decided.change;
  return dueAfterDecision(withoutEvent(decided.person, now, [...grantedBy, ...endedBy], change), now);
}

async function send(
  { record, services: { queues, settings } }: DuePersonLook,
  events: readonly OutgoingEvent[],
  { source }: Occasion,
  requireTime: () => void,
): Promise<void> {
  const messages = events.map(({ body }) => ({ body, delay: 0, group: source }));
  await queues.send(siblingArn(record.eventSourceARN, settings.decisionQueue), messages, requireTime);
}
