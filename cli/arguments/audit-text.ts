/** What an operator gives for the audit log: who asks for a change, and why. */
import { audit } from '../../events/fields.ts';
import { parseRequiredText } from './required-text.ts';
import { UsageError } from './usage-error.ts';

/**
 * @param field of an event's data
 * @throws UsageError
 */
export function parseAuditText(field: keyof typeof audit, text: string): string {
  const { error } = audit[field].safeParse(parseRequiredText(text));
  if (error) throw new UsageError(`It ${error.issues[0]?.message}.`);
  return text;
}
