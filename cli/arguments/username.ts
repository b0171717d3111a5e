/** A Zuora login name, as an operator writes it. */
import { username } from '../../events/fields.ts';
import { UsageError } from './usage-error.ts';

/** @throws UsageError */
export function parseUsername(text: string): string {
  const { data, error } = username.safeParse(text);
  if (data === undefined) throw new UsageError(`${text || "''"}: ${error?.issues[0]?.message}`);
  return data;
}
