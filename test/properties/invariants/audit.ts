/** What must hold of the audit log: it tells what the service changed in Zuora. */
import type { ZuoraCall } from '../world/trace.ts';
import { isHeard, isRecorded, isSuccess, writes } from './calls-of-events.ts';
import type { Invariant, Run } from './invariant.ts';

export const auditRuleNames = {
  isComplete: 'every change of access is in the audit log',
  isTrue: 'the audit log has no change that Zuora did not accept',
} as const;

type What = 'request' | 'approve' | 'deny';

const whatOf: readonly (readonly [end: string, What])[] = [
  ['/request-access', 'request'],
  ['/accept-access', 'approve'],
  ['/deny-access', 'deny'],
];

/**
 * Only at the end of a run: the next attempt writes what an attempt that was cut off has left out.
 *
 * @param outside the entities in which somebody else took access or asked for it: nobody can tell there what became of a write
 *   without an answer
 * @param isUnclear whether an operator has yet to say if the user has left: nobody tells before what became of a denial without
 *   an answer
 */
export function auditRules(
  outside: ReadonlySet<string>,
  isUnclear: (run: Run) => boolean = () => false,
): readonly Invariant[] {
  return [
    {
      name: auditRuleNames.isComplete,
      violations: (run) => {
        const isKnown = (write: ZuoraCall) => isHeard(write) && isRecorded(write, run);
        const isOpen = (write: ZuoraCall) => whatBy(write.url) === 'deny' && !isKnown(write) && isUnclear(run);
        const changes = writes(run)
          .filter((write) => !isOpen(write))
          .flatMap((write) => changesOf(write, isKnown(write) ? new Set() : outside));
        return exceeding(countsOf(changes), countsOf(entriesOf(run)));
      },
    },
    {
      name: auditRuleNames.isTrue,
      violations: (run) => {
        const accepted = writes(run).filter(({ answer }) => isSuccess(answer));
        const entries = entriesOf(run, 'accepted');
        return exceeding(countsOf(entries.map(whatAlone)), countsOf(accepted.map(({ url }) => whatBy(url))));
      },
    },
  ];
}

/** What changed, and where. */
function changesOf({ url, changes }: ZuoraCall, without: ReadonlySet<string>): readonly string[] {
  const entityIds = changes.flatMap((change) => ('entityId' in change ? change.entityId : []));
  return entityIds.filter((id) => !without.has(id)).map((id) => `${whatBy(url)} ${id}`);
}

function whatBy({ pathname }: URL): string {
  return whatOf.find(([end]) => pathname.endsWith(end))?.[1] ?? pathname;
}

function entriesOf({ trace }: Run, outcome?: string): readonly string[] {
  // The SDK may have sent an entry twice.
  const entries = new Map(trace.entries.map((entry) => [entry.item['position']?.S, entry]));
  return [...entries.values()]
    .filter(({ item }) => outcome === undefined || item['outcome']?.S === outcome)
    .map(({ item }) => `${item['what']?.S} ${item['entityId']?.S}`)
    .filter((entry) => whatOf.some(([, what]) => entry.startsWith(what)));
}

function whatAlone(entry: string): string {
  return entry.slice(0, entry.indexOf(' '));
}

function countsOf(all: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const one of all) counts.set(one, (counts.get(one) ?? 0) + 1);
  return counts;
}

function exceeding(counts: ReadonlyMap<string, number>, limits: ReadonlyMap<string, number>): readonly string[] {
  return [...counts]
    .filter(([one, count]) => count > (limits.get(one) ?? 0))
    .map(([one, count]) => `${one}: ${count} against ${limits.get(one) ?? 0}`);
}
