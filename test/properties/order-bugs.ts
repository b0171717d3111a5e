/** The user's record with one bug each, and the rule of order that must notice. */
import { UserRecords } from '../../lib/ledger/user-record.ts';
import { orderRules } from './order.ts';
import type { PlantedBug } from './planted-bugs.ts';

const [isSoInTheEnd = '', isNotLetIn = ''] = orderRules.map(({ name }) => name);

export const orderBugs: readonly PlantedBug[] = [
  {
    bug: 'a record that anybody may take',
    breaks: isSoInTheEnd,
    parts: {
      UserRecords: class extends UserRecords {
        override acquire(...[username, change, owner]: Parameters<UserRecords['acquire']>) {
          return super.acquire(username, change, owner, 0);
        }
      },
    },
  },
  {
    bug: 'a record that is given back while Zuora is still at work',
    breaks: isSoInTheEnd,
    parts: {
      UserRecords: class extends UserRecords {
        override release(...[lease, attempted]: Parameters<UserRecords['release']>) {
          return super.release(lease, { ...attempted, quietAt: 0 });
        }
      },
    },
  },
  {
    bug: 'an order that forgets what was newer',
    breaks: isNotLetIn,
    parts: {
      UserRecords: class extends UserRecords {
        override async acquire(...args: Parameters<UserRecords['acquire']>) {
          const acquired = await super.acquire(...args);
          return 'is' in acquired ? acquired : { ...acquired, superseded: new Set<string>() };
        }
      },
    },
  },
  {
    bug: 'a removal that leaves requests pending',
    breaks: isSoInTheEnd,
    parts: {
      UserRecords: class extends UserRecords {
        override async acquire(...args: Parameters<UserRecords['acquire']>) {
          const acquired = await super.acquire(...args);
          return 'is' in acquired ? acquired : { ...acquired, requested: new Set<string>() };
        }
      },
    },
  },
];
