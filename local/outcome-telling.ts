/** Tells of the entries of the audit log as EventBridge Pipes does on AWS: the embedded DynamoDB has no streams. */
import { isAlias } from '../lib/audit/audit-entry.ts';
import { outcomeEvent } from '../lib/audit/outcome-event.ts';
import { sha256 } from '../lib/sha256.ts';
import type { PutListener } from './aws/tables.ts';

const prefix = 'zuora-access-local';

/** @param listener gets an event for each entry that is put, again if it is put again */
export function outcomeTelling({ outcome }: { outcome?(event: object): void }): PutListener {
  return (table, item) => {
    const text = (field: string) => item[field]?.S ?? '';
    if (table !== `${prefix}-audit` || isAlias(text('position'))) return;
    const named = {
      account: text('account'),
      recordedAt: text('recordedAt'),
      what: text('what'),
      outcome: text('outcome'),
    };
    outcome?.(outcomeEvent(prefix, sha256([named.account, text('position')]).slice(0, 32), item, named));
  };
}
