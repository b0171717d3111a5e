/** Names the entities of a linked account. */
import type { LinkedAccount } from './account-item.ts';
import { desired } from './desired.ts';
import { mayExist } from './entity-access.ts';

/**
 * Every entity that something is said of, or in which a write of ours may have left something. Access to another one is none
 * of the service's, although a rule denied it once.
 */
export function knownEntities({ account, access }: LinkedAccount): readonly string[] {
  const open = [...access].filter(([, known]) => mayExist(known) || known.begun !== undefined).map(([id]) => id);
  return [...new Set([...desired(account, 0).keys(), ...open])];
}
