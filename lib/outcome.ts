/** How a message's delivery ends. */
export type Outcome = 'applied' | 'already-applied' | 'superseded' | 'retry' | 'busy' | 'dead-letter';

/** Whether Zuora is now as the event asks. */
export function isApplied(outcome: Outcome): boolean {
  return outcome === 'applied' || outcome === 'already-applied';
}

/** Whether SQS may forget the message. */
export function isAcknowledged(outcome: Outcome): boolean {
  return isApplied(outcome) || outcome === 'superseded' || outcome === 'dead-letter';
}
