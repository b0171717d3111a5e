/** How a queue's event source mapping is shown, and what can be done about it. */
import type { Severity } from '../../shapes/activity.ts';
import type { QueueMapping } from '../../shapes/health.ts';

export interface Receiving {
  readonly words: string;
  readonly severity: Severity;
  /** Undefined if there is nothing to change, or it is not known what the change would be. */
  readonly action?: 'Pause' | 'Resume';
}

export function receivingOf(mapping: QueueMapping): Receiving {
  if (mapping.is === 'missing') return { words: 'no function receives', severity: 'warning' };
  if (mapping.is === 'unread') return { words: 'not known', severity: 'warning' };
  const { state } = mapping;
  if (state === 'Disabled' || state === 'Disabling') return { words: 'paused', severity: 'warning', action: 'Resume' };
  return { words: 'receives', severity: state === 'Enabled' ? 'success' : 'warning', action: 'Pause' };
}
