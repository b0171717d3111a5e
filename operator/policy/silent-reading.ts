/** Explains why an event changes no access. */
import type {
  IgnoredReason,
  SkippedReading,
  UnresolvableReason,
  Withdrawal,
  WithdrawalReason,
} from '../../lib/identity/reading.ts';

const explanations: Readonly<Record<string, string>> = {
  'other-type': "its type has nothing to do with a person's access",
  'unknown-process': 'the name of its business process is not known; a policy can say what it means, under workday',
  'not-successful': 'the action failed, was cancelled, or is not finished',
  'not-approved': 'the request was not approved',
  'not-a-person': 'it is about a device, an application, or a group itself',
  'nested-group': 'the member is a group, not a person',
  reversed: 'a later change in the same message reverses it',
  inactive: 'it would grant access to a person who is not active',
  test: 'it is a test event of its source',
  empty: 'it is empty',
  'ids-only': 'its source sends only ids: the person and the change must be read there',
  'no-user': 'it does not say who it is about',
  'no-group': 'it does not say which group it is about',
  'no-values': 'it says what changed, but not the new value',
  'unknown-filter': 'it selects values by a condition that only the receiver of the request can apply',
  'former-members': 'it replaces the members of a group, but not by a name that rules ask for',
  'no-date': 'it moves a date, but does not say to when',
  'no-change': 'it contains a person, but not what happened to them',
  withdrawn: 'it takes back what was announced',
  'new-engagement': 'another engagement of the person begins at the same moment',
} satisfies Record<IgnoredReason | UnresolvableReason | WithdrawalReason, string>;

export function explainSilence(reading: SkippedReading | Withdrawal): string {
  const explanation = explainReason(reading.reason);
  const detail = reading.kind === 'withdrawal' ? reading.change : reading.detail;
  return detail === undefined ? explanation : `${explanation}: ${detail}`;
}

export function explainReason(reason: string): string {
  return explanations[reason] ?? reason;
}
