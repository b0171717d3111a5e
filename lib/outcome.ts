/** How a message's delivery ends. */
export type Outcome =
  | 'applied'
  | 'already-applied'
  | 'superseded'
  /** An event ends the access of a user whom Zuora does not know under this login. */
  | 'no-such-user'
  /** An event gives access to a user whom Zuora does not know yet. Looks at the account give it once Zuora does. */
  | 'waiting-for-account'
  | 'retry'
  | 'busy'
  | 'dead-letter';

/** Whether Zuora is now as the event asks. */
export function isApplied(outcome: Outcome): boolean {
  return outcome === 'applied' || outcome === 'already-applied';
}

/** Whether SQS may forget the message. */
export function isAcknowledged(outcome: Outcome): boolean {
  return outcome !== 'retry' && outcome !== 'busy';
}
