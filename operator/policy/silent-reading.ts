/** Why an event that was read says nothing of a person's access, in words. */
import type { Meaningless, SilentReading, Unresolvable } from '../../lib/identity/reading.ts';

const sentences: Readonly<Record<string, string>> = {
  'other-type': "its type has nothing to do with a person's access",
  'not-successful': 'what was tried failed, was cancelled, or is not done yet',
  'not-approved': 'the request was not approved',
  'not-a-person': 'it is about a device, an application, or a group as such',
  inactive: 'it would give access to somebody who is not active',
  test: 'it is a test of its source',
  empty: 'it carries nothing',
  'ids-only': 'its source sends ids alone: who it is, and what changed, can only be asked there',
  'no-user': 'it does not say who it is about',
  'no-group': 'it does not say which group it is about',
  'no-values': 'it says what changed, and not into what',
  'no-change': 'it holds a person, and not what happened to him',
} satisfies Record<Meaningless | Unresolvable, string>;

export function silenceOf({ reason }: SilentReading): string {
  return sentences[reason] ?? reason;
}
