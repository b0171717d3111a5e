/** Whether somebody has access, in one word. */
import type { HolderState } from './entity-holders.ts';

/** `pending`: it is to exist, and somebody or something has yet to give it. */
export type AccessAnswer = 'yes' | 'no' | 'pending';

const answers: Readonly<Record<HolderState, AccessAnswer>> = {
  verified: 'yes',
  unmanaged: 'yes',
  // Until a look has shown that it is gone.
  ending: 'yes',
  'not-ended': 'yes',
  requested: 'pending',
  pending: 'pending',
  unconfirmed: 'pending',
  'outcome-unknown': 'pending',
  'not-requested': 'pending',
  'waiting-for-account': 'pending',
  closed: 'pending',
  unanswered: 'no',
  'removed-outside': 'no',
  failed: 'no',
  blocked: 'no',
  ended: 'no',
};

export function answerOf(state: HolderState): AccessAnswer {
  return answers[state];
}
