/** A block under `custom.operations` of serverless.yml: a function and its queue. */
export type Operation = ZuoraOperation | Translation;

interface Block {
  readonly description: string;
  readonly queue: string;
  /** Messages that a container works on at once. */
  readonly callsInFlight: number;
}

/** An operation that calls Zuora. */
interface ZuoraOperation extends Block {
  /** The type of event that it takes. */
  readonly event: string;
}

/** A function that derives events for operations, and does not call Zuora. */
interface Translation extends Block {
  /** The types of events that it takes. */
  readonly events: readonly string[];
  /** The names of the queues that it sends to, by setting. */
  readonly sendsTo: { readonly requestQueue: string; readonly revocationQueue: string };
}

/** Whether an operation calls Zuora. */
export function callsZuora(operation: Operation): operation is ZuoraOperation {
  return 'event' in operation;
}

/** The types of events that go to an operation's queue. */
export function typesOf(operation: Operation): readonly string[] {
  return callsZuora(operation) ? [operation.event] : operation.events;
}

/** The names of the queues that an operation sends to. */
export function receiversOf(operation: Operation): readonly string[] {
  return callsZuora(operation) ? [] : Object.values(operation.sendsTo);
}
