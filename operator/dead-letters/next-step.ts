/** What an operator does about a dead letter. */
import type { LedgerRecord } from '../../lib/ledger/ledger-record.ts';
import { badEntityId } from '../../lib/zuora/classify.ts';

const steps: Readonly<Record<string, string>> = {
  'not-json': 'Ask the publisher to fix the body and publish again; then purge this message.',
  'batch-unsupported': 'Ask the publisher to send one event per message; then purge this message.',
  'invalid-event':
    'Ask the publisher to fix the field that the detail names and publish again; then purge this message.',
  'unexpected-type': 'Ask the publisher to send this type to its own queue; then purge this message.',
  'unrecognised-event':
    'Find out what sends it (docs/identity-events.md). If it is not an identity event, keep it away from this queue and purge this message. If a later release can read it, redrive then.',
  'unsupported-source':
    'Ask the publisher to send the event itself, not a reference to where it is stored; then purge this message.',
  'person-too-large':
    'Look for a source that gives one id to many people, or let the rules ask for fewer groups and attributes; then redrive.',
  'batch-too-large': 'Ask the publisher to send fewer events per message; then purge this message.',
  'entity-required': 'Ask the publisher to add entityId and publish again; then purge this message.',
  'not-allowed':
    'If the event is legitimate, add what the detail names to allowedEntityIds or allowedUsernameDomains, deploy and redrive. If not, find out who sent it, and purge this message.',
  'payload-mismatch':
    'Another event with this source and id asks for something else. Ask the publisher to give this event an id of its own; then purge this message.',
  'permission-denied':
    "The OAuth client's user is no administrator of the entity. Give them administrator rights there; then redrive.",
  'not-found':
    'Create what the detail names in Zuora; then redrive. If the event names it wrongly, ask for a corrected event, and purge this message.',
  'business-rule': "Fix what Zuora's answer in the detail names; then redrive.",
  protected:
    'The login is in protectedUsernames, so its access stays. If it is to end, take the login off the list, deploy and redrive. If not, purge this message.',
  'home-remains':
    'The user was created in the entity that the detail names, and such access cannot end. Deactivate the user in Zuora; then purge this message.',
  rejected: "Fix what Zuora's answer in the detail names; then redrive.",
  'too-many-assignments':
    'Check that the entity ids are real: the user has 200 reasons for access already. Publish a revocation of what is over; then redrive.',
  stale:
    'Check that the user should still have access: they may have left since. If so, redrive with --stale. If not, purge this message.',
  'outcome-unknown': 'Look in Zuora for a pending request. If there is one, purge this message; if not, redrive.',
  'retries-exhausted': 'Fix the cause of the last failure, which the detail names; then redrive.',
  crashed: "SQS moved it after many receives. Look for its message ID in the function's log; then redrive.",
};

/** @param record what the ledger knows of the event */
export function nextStep(reason: string, record: LedgerRecord | undefined): string {
  if (record?.state === 'done' && reason !== 'payload-mismatch') {
    return 'The event has been carried out since. A redrive takes this message off the queue and changes nothing in Zuora.';
  }
  if (reason === 'permission-denied' && record && isUnreached(record)) return reachStep(record);
  return steps[reason] ?? 'Read the detail, fix its cause, then redrive.';
}

/** Whether Zuora said that the token does not name the entity of the call. */
function isUnreached({ detail = '' }: LedgerRecord): boolean {
  return new RegExp(`\\b${badEntityId}\\b`).test(detail);
}

function reachStep({ entityId }: LedgerRecord): string {
  const entity = entityId === undefined ? 'the entity' : `entity ${entityId}`;
  return `The OAuth client does not reach ${entity}. In Zuora, give its user access there, and create an OAuth client that may enter it. Put it in with zuora-access credentials set --entity ${entityId ?? '<id>'}; then redrive.`;
}

/** The reasons with a step of their own. */
export const knownReasons: readonly string[] = Object.keys(steps);
