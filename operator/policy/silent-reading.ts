/** Explains why an event changes no access. */
import type { IgnoredReason, SkippedReading, UnresolvableReason } from '../../lib/identity/reading.ts';

const explanations: Readonly<Record<string, string>> = {
  'other-type': "its type has nothing to do with a person's access",
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
  'former-members': 'it replaces the members of a group, but does not name the former ones',
  'no-change': 'it contains a person, but not what happened to them',
} satisfies Record<IgnoredReason | UnresolvableReason, string>;

export function explainSilence({ reason }: SkippedReading): string {
  return explanations[reason] ?? reason;
}
