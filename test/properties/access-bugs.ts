/** The linked account with one bug each in its reasons and its looks, and the rule that must notice. */
import { LinkedAccounts } from '../../lib/account/linked-accounts.ts';
import { accessRuleNames } from './access-rules.ts';
import { auditBugs } from './audit-bugs.ts';
import {
  buried,
  deciding,
  hearing,
  keeping,
  remembering,
  taken,
  withDenials,
  withoutEnd,
  withoutRequests,
} from './changed-accounts.ts';
import { forgettingAccess } from './order-bugs.ts';
import type { PlantedBug } from './planted-bugs.ts';
import { leavingUnreleased } from './scopes/broken-parts.ts';

const { isSo, isNotLetIn, hasReason, isOwn, isGranted, isAskedOnce, isSent } = accessRuleNames;

export const accessBugs: readonly PlantedBug[] = [
  ...auditBugs,
  {
    bug: 'an end that is forgotten',
    breaks: isSo,
    wishes: [0, 13],
    parts: { LinkedAccounts: remembering((all) => all.filter(([, { isEnded }]) => !isEnded)) },
  },
  {
    bug: 'a request that wins a tie',
    breaks: isSo,
    wishes: [12, 14],
    parts: { LinkedAccounts: hearing((said) => (said.kind === 'end' ? { ...said, time: said.time - 1 } : said)) },
  },
  {
    bug: 'a late extension that does not revive',
    breaks: isSo,
    wishes: [1, 12],
    parts: { LinkedAccounts: remembering((all) => all.map(([key, one]) => [key, buried(one)] as const)) },
  },
  {
    bug: 'a hold that a newer request lifts',
    breaks: isSo,
    wishes: [8, 12],
    parts: { LinkedAccounts: hearing((said) => (said.kind === 'order' ? { ...said, hold: false } : said)) },
  },
  {
    bug: 'an unblock that lifts nothing',
    breaks: isSo,
    wishes: [8, 12],
    parts: { unblock: async () => 'lifted' },
  },
  {
    bug: 'an order that no newer request lifts',
    breaks: isSo,
    wishes: [7, 12],
    parts: { LinkedAccounts: hearing((said) => (said.kind === 'order' ? { ...said, hold: true } : said)) },
  },
  {
    bug: 'an order that is forgotten',
    breaks: isNotLetIn,
    wishes: [0, 7],
    parts: { LinkedAccounts: keeping(({ order: _, ...others }) => others) },
  },
  {
    bug: 'a request that was accepted and is forgotten',
    breaks: isSo,
    parts: { LinkedAccounts: forgettingAccess(({ askedAt: _, ...others }) => others) },
  },
  {
    bug: 'an assignment without its end',
    breaks: isSo,
    parts: { LinkedAccounts: hearing(withoutEnd) },
  },
  {
    bug: 'an older decision that is taken',
    breaks: isSo,
    wishes: [15, 17, 19],
    parts: {
      LinkedAccounts: class extends LinkedAccounts {
        override async acquire(...[login, said, ...others]: Parameters<LinkedAccounts['acquire']>) {
          const lease = await super.acquire(login, said, ...others);
          return 'owner' in lease && said.change.kind === 'decide' ? taken(lease, said.change.decision) : lease;
        }
      },
    },
  },
  {
    bug: 'a decision whose generation does not count',
    breaks: isSo,
    wishes: [19, 21],
    parts: { LinkedAccounts: hearing(deciding((decision) => ({ ...decision, generation: 1 }))) },
  },
  {
    bug: 'a decision that ends nothing which was there before',
    breaks: isSo,
    wishes: [22],
    parts: { LinkedAccounts: hearing(deciding((decision) => ({ ...decision, ended: new Map() }))) },
  },
  {
    bug: 'a request of an earlier release that counts after a decision',
    breaks: isSo,
    wishes: [22, 23],
    parts: { LinkedAccounts: keeping(({ isDecided: _, ...others }) => others) },
  },
  {
    bug: 'a leaving that leaves older requests',
    breaks: isSo,
    wishes: [0, 20],
    parts: { LinkedAccounts: hearing(deciding((decision) => ({ ...decision, leftAt: undefined }))) },
  },
  {
    bug: 'a person who may have left, and gets something new',
    breaks: isNotLetIn,
    wishes: [0, 24],
    parts: { LinkedAccounts: hearing(deciding((decision) => ({ ...decision, mayHaveLeft: false }))) },
  },
  {
    bug: 'an account that is never due',
    breaks: isSo,
    parts: {
      LinkedAccounts: class extends LinkedAccounts {
        override release(...[lease, learned]: Parameters<LinkedAccounts['release']>) {
          return super.release(lease, learned, Number.MAX_SAFE_INTEGER);
        }
      },
    },
  },
  {
    bug: 'an event that is done, and whose account nobody releases',
    breaks: isSo,
    wishes: [1],
    parts: leavingUnreleased,
  },
  {
    bug: 'a look that sends nothing',
    breaks: isSo,
    parts: {
      LinkedAccounts: class extends LinkedAccounts {
        override async acquireDue(...due: Parameters<LinkedAccounts['acquireDue']>) {
          const lease = await super.acquireDue(...due);
          if ('owner' in lease) await super.release(lease, lease.known);
          return { is: 'held' } as const;
        }
      },
    },
  },
  {
    bug: 'an approval of what is to end',
    breaks: isNotLetIn,
    wishes: [0, 7],
    parts: {
      http: (http) => (call, request) =>
        http(call, { ...request, url: request.url.replace(/deny-access$/, 'accept-access') }),
    },
  },
  {
    bug: "an approval of somebody else's request",
    breaks: isOwn,
    wishes: [0],
    parts: {
      LinkedAccounts: forgettingAccess(({ othersAskedAt, refusal, ...access }) =>
        othersAskedAt === undefined ? { ...access, refusal } : { ...access, askedAt: othersAskedAt },
      ),
    },
  },
  {
    bug: 'an approval that is never sent',
    breaks: isGranted,
    wishes: [0],
    parts: { http: (http) => (call, request) => (isApproval(request) ? succeeded : http(call, request)) },
  },
  {
    bug: 'a write that does not name its message',
    breaks: hasReason,
    wishes: [0],
    parts: {
      http:
        (http) =>
        (call, { headers: { 'Zuora-Track-Id': _, ...headers }, ...request }) =>
          http(call, { ...request, headers }),
    },
  },
  {
    bug: 'a look that asks again',
    breaks: isAskedOnce,
    parts: {
      LinkedAccounts: class extends LinkedAccounts {
        override async acquireDue(...due: Parameters<LinkedAccounts['acquireDue']>) {
          const lease = await super.acquireDue(...due);
          return 'owner' in lease ? withoutRequests(lease) : lease;
        }
      },
    },
  },
  {
    bug: 'the end of one assignment that asks again',
    breaks: isAskedOnce,
    wishes: [0, 26],
    parts: {
      LinkedAccounts: class extends LinkedAccounts {
        override async acquire(...[login, said, ...others]: Parameters<LinkedAccounts['acquire']>) {
          const lease = await super.acquire(login, said, ...others);
          return 'owner' in lease && said.change.kind === 'end' ? withoutRequests(lease) : lease;
        }
      },
    },
  },
  {
    bug: 'a look that was cut off, and counts as a denial of all that has ended',
    breaks: isSent,
    wishes: [15, 18],
    parts: {
      LinkedAccounts: class extends LinkedAccounts {
        override async acquireDue(...due: Parameters<LinkedAccounts['acquireDue']>) {
          const lease = await super.acquireDue(...due);
          return 'owner' in lease ? withDenials(lease) : lease;
        }
      },
    },
  },
];

function isApproval({ url }: { readonly url: string }): boolean {
  return url.endsWith('/accept-access');
}

/** As if Zuora had taken it. */
const succeeded = Promise.resolve({ status: 200, headers: {}, body: JSON.stringify({ success: true }) });
