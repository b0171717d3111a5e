/** What an operator does about a dead letter. */
import type { LedgerRecord } from '../../lib/ledger/ledger-record.ts';

const steps: Readonly<Record<string, string>> = {
  'not-json': 'Have the publisher mend the body and publish again; then purge this message.',
  'batch-unsupported': 'Have the publisher send one event a message; then purge this one.',
  'invalid-event':
    'Have the publisher mend the field that the detail names and publish again; then purge this message.',
  'unexpected-type': 'Have the publisher send this type to the queue that takes it; then purge this message.',
  'unrecognised-event':
    'See what sends it (docs/identity-events.md). If it is no identity event, keep it from this queue and purge this message; if a later release reads it, redrive then.',
  'unsupported-source': 'Have the publisher send the event itself, and not where it is kept; then purge this message.',
  'batch-too-large': 'Have the publisher send fewer events a message; then purge this one.',
  'entity-required': 'Have the publisher name entityId and publish again; then purge this message.',
  'not-allowed':
    'If it is meant to be, add what the detail names to allowedEntityIds or allowedUsernameDomains, deploy and redrive; if not, find out who sent it, and purge this message.',
  'payload-mismatch':
    'Another event with this source and id asks for something else. Have the publisher give this one an id of its own; then purge this message.',
  'permission-denied': "Give the OAuth client's user administrator rights in the entity; then redrive.",
  'not-found':
    'Have what the detail names created in Zuora; then redrive. If the event names it wrongly, have it published again, corrected; then purge this message.',
  'business-rule': "Mend what Zuora's answer in the detail names; then redrive.",
  rejected: "Mend what Zuora's answer in the detail names; then redrive.",
  stale:
    'See that the user is still to have access: whoever has left since would be let in again. Then redrive with --stale; if not, purge this message.',
  'outcome-unknown': 'Look in Zuora whether the request is pending. If it is, purge this message; if not, redrive.',
  'retries-exhausted': 'See to the last failure, which is in the detail; then redrive.',
  crashed: "SQS moved it after many receives. Look in the function's log for its message ID; then redrive.",
};

/** A sentence. The record is what the ledger holds of the event. */
export function nextStep(reason: string, record: LedgerRecord | undefined): string {
  if (record?.state === 'done' && reason !== 'payload-mismatch') {
    return 'The event has been carried out since. A redrive takes this message off the queue and changes nothing in Zuora.';
  }
  return steps[reason] ?? 'See the detail; once that is mended, redrive.';
}

/** The reasons that have a sentence of their own. */
export const knownReasons: readonly string[] = Object.keys(steps);
