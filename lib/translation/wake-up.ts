/**
 * The message that has translation look at an effective-dated change on its date. It carries no decision: it may be late,
 * doubled, forged or lost, and the ledger alone says what to do.
 */
import { isObject } from '../json.ts';
import { effectivePrefix } from '../ledger/effective-change.ts';

const type = 'zuora-access.effective-change.due';

/** @param identity of the change's record */
export function wakeUpBody(identity: string): string {
  return JSON.stringify({ type, change: identity });
}

const maxWakeUpLength = 200;

/** @returns the identity of the change to look at, or undefined for any other message */
export function readWakeUp(body: string): string | undefined {
  if (body.length > maxWakeUpLength || !body.includes(type)) return undefined;
  const { type: said, change } = parsedObject(body);
  return said === type && typeof change === 'string' && change.startsWith(effectivePrefix) ? change : undefined;
}

function parsedObject(body: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(body);
    return isObject(value) ? value : {};
  } catch {
    return {};
  }
}
