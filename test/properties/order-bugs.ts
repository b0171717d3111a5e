/** The linked account with one bug each, and the rule of order that must notice. */
import type { LinkedAccount } from '../../lib/account/account-item.ts';
import type { EntityAccess } from '../../lib/account/entity-access.ts';
import { LinkedAccounts } from '../../lib/account/linked-accounts.ts';
import { orderRules } from './order.ts';
import type { PlantedBug } from './planted-bugs.ts';

const [isSoInTheEnd = '', isNotLetIn = ''] = orderRules.map(({ name }) => name);

export const orderBugs: readonly PlantedBug[] = [
  {
    bug: 'an account that anybody may take',
    breaks: isSoInTheEnd,
    parts: {
      LinkedAccounts: class extends LinkedAccounts {
        override acquire(...[login, said, owner]: Parameters<LinkedAccounts['acquire']>) {
          return super.acquire(login, said, owner, 0);
        }
      },
    },
  },
  {
    bug: 'an account that forgets that Zuora is still at work',
    breaks: isSoInTheEnd,
    parts: { LinkedAccounts: forgettingAccess(({ closedUntil: _, ...others }) => others) },
  },
  {
    bug: 'an order that forgets what was newer',
    breaks: isNotLetIn,
    parts: {
      LinkedAccounts: class extends LinkedAccounts {
        override release(...[lease, learned]: Parameters<LinkedAccounts['release']>) {
          const entities = [...learned.account.entities].map(
            ([id, { order: _, ...reasons }]) => [id, reasons] as const,
          );
          return super.release(lease, { ...learned, account: { ...learned.account, entities: new Map(entities) } });
        }
      },
    },
  },
  {
    bug: 'a removal that leaves requests pending',
    breaks: isSoInTheEnd,
    parts: { LinkedAccounts: forgettingAccess(({ askedAt: _, unansweredAt: __, ...others }) => others) },
  },
];

/** Accounts that forget something of the access in every entity when they are released. */
export function forgettingAccess(forget: (access: EntityAccess) => EntityAccess): typeof LinkedAccounts {
  return class extends LinkedAccounts {
    override release(...[lease, learned]: Parameters<LinkedAccounts['release']>) {
      return super.release(lease, withAccess(learned, forget));
    }
  };
}

function withAccess(linked: LinkedAccount, change: (access: EntityAccess) => EntityAccess): LinkedAccount {
  return { ...linked, access: new Map([...linked.access].map(([id, access]) => [id, change(access)])) };
}
