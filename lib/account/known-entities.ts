/** Names the entities of a linked account. */
import type { LinkedAccount } from './account-item.ts';
import { desired } from './desired.ts';

/** Every entity that something is said or known of. */
export function knownEntities({ account, access }: LinkedAccount): readonly string[] {
  return [...new Set([...desired(account, 0).keys(), ...access.keys()])];
}
