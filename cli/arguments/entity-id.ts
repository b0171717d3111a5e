/** A Zuora entity id, as an operator writes it. */
import { compactEntityId, writtenEntityId } from '../../lib/entity-id.ts';
import { UsageError } from './usage-error.ts';

/**
 * @returns it without hyphens
 * @throws UsageError
 */
export function parseEntityId(text: string): string {
  const { data, error } = writtenEntityId.safeParse(text);
  if (data === undefined) throw new UsageError(`${text}: ${error?.issues[0]?.message}`);
  return compactEntityId(data);
}
