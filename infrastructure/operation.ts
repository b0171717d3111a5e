/** A block under `custom.operations` of serverless.yml: a function and its queue. */
export type Operation = ZuoraOperation | Translation | PersonLook | Sweep;

interface Block {
  readonly description: string;
  readonly queue: string;
}

/** A function that does not call Zuora. */
interface WithoutZuora extends Block {
  /** Messages that a container works on at once. */
  readonly callsInFlight: number;
}

/** An operation that calls Zuora. */
interface ZuoraOperation extends Block {
  /** By which it has a share of the calls to Zuora at once. */
  readonly weight: number;
  /** The type of event that it takes. Without one, its messages only say at which account to look. */
  readonly event?: string;
  /** Whether only this service sends that event. */
  readonly internal?: boolean;
}

/** A function that derives events for operations, and does not call Zuora. */
interface Translation extends WithoutZuora {
  /** The types of events that it takes. */
  readonly events: readonly string[];
  /** The names of the queues that it sends to, by setting. */
  readonly sendsTo: {
    readonly requestQueue: string;
    readonly revocationQueue: string;
    readonly decisionQueue: string;
    readonly personLookQueue: string;
  };
}

/** A function that looks at people. It takes no events, and does not call Zuora. */
interface PersonLook extends WithoutZuora {
  readonly sendsTo: { readonly decisionQueue: string };
}

/** A function that finds what is due, and has it looked at. It takes no events, and does not call Zuora. */
export interface Sweep extends WithoutZuora {
  /** When EventBridge Scheduler sends a message to its queue. */
  readonly schedule: string;
  /** The names of the queues that it sends to, by setting. */
  readonly sendsTo: { readonly lookQueue: string; readonly personLookQueue: string };
}

/** Whether an operation calls Zuora. */
export function callsZuora(operation: Operation): operation is ZuoraOperation {
  return !('sendsTo' in operation);
}

export function isTranslation(operation: Operation): operation is Translation {
  return 'events' in operation;
}

export function isSweep(operation: Operation): operation is Sweep {
  return 'schedule' in operation;
}

/** Whether an operation looks at people: none of the other kinds. */
export function isPersonLook(operation: Operation): operation is PersonLook {
  return !callsZuora(operation) && !isTranslation(operation) && !isSweep(operation);
}

/** Whether an operation looks at linked accounts, and brings Zuora to what they say. */
export function isLook(operation: Operation): boolean {
  return callsZuora(operation) && !takesEvents(operation);
}

/** Whether an operation works on linked accounts: on an event about a user's access, or by a look at an account. */
export function isOnAccounts(operation: Operation): boolean {
  return isLook(operation) || (callsZuora(operation) && /^zuora\.user-access\./.test(operation.event ?? ''));
}

/** The types of events that go to an operation's queue. */
export function typesOf(operation: Operation): readonly string[] {
  if (isTranslation(operation)) return operation.events;
  return 'event' in operation && operation.event !== undefined ? [operation.event] : [];
}

/**
 * Whether an operation takes events. Its queue then has a dead-letter queue. The messages of another queue only say where to
 * look: nobody outside sends them, and a lost one is sent again by the next sweep.
 */
export function takesEvents(operation: Operation): boolean {
  return typesOf(operation).length > 0;
}

/** Whether publishers may send to an operation's queue. */
export function hasPublishers(operation: Operation): boolean {
  return takesEvents(operation) && !('internal' in operation && operation.internal);
}

/** The names of the queues that an operation sends to. */
export function receiversOf(operation: Operation): readonly string[] {
  return callsZuora(operation) ? [] : Object.values(operation.sendsTo);
}
