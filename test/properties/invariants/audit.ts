/** What must hold of the audit log: it tells what the service changed in Zuora. */
import { userAccessDecided } from '../../../events/user-access-decided.ts';
import type { Item } from '../../../models/dynamodb-table.ts';
import type { Wish } from '../wishes.ts';
import type { ZuoraCall } from '../world/trace.ts';
import { acquisitions, eventHolding } from './acquisitions.ts';
import { askedBy, entityOf, isHeard, isRecorded, isSuccess, writes } from './calls-of-events.ts';
import type { Invariant, Run } from './invariant.ts';

export const auditRuleNames = {
  isComplete: 'every change of access is in the audit log',
  isTrue: 'the audit log has no change that Zuora did not accept',
  isBegun: 'the audit log has no change found later that nobody had begun',
  isExplained: 'every change in the audit log names its event, or says why it was made',
} as const;

type What = 'request' | 'approve' | 'deny';

const whatOf: readonly (readonly [end: string, What])[] = [
  ['/request-access', 'request'],
  ['/accept-access', 'approve'],
  ['/deny-access', 'deny'],
];

interface Others {
  /**
   * Whether an operator has yet to say if the user has left: nobody tells before what became of a denial without an answer.
   */
  readonly isUnclear?: (run: Run) => boolean;
  /** The entities in which somebody else approved a request of ours. */
  readonly approved?: ReadonlySet<string>;
}

/**
 * Only at the end of a run: the next attempt writes what an attempt that was cut off has left out.
 *
 * @param outside the entities in which somebody else took access or asked for it: nobody can tell there what became of a write
 *   without an answer
 */
export function auditRules(
  outside: ReadonlySet<string>,
  { isUnclear = () => false, approved = new Set() }: Others = {},
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
        return exceeding(countsOf(entriesOf(run, 'accepted')), countsOf(accepted.flatMap(targetsOf)));
      },
    },
    {
      name: auditRuleNames.isBegun,
      violations: (run) => {
        const open = writes(run).filter((write) => !isHeard(write) || !isRecorded(write, run));
        const begun = [...open.flatMap(targetsOf), ...foundOfCutOff(run)];
        const isOthers = (entry: string) =>
          [...outside].some((id) => entry.endsWith(id)) || [...approved].some((id) => entry === `approve ${id}`);
        const seen = entriesOf(run, 'seen').filter((entry) => !isOthers(entry));
        return exceeding(countsOf(seen), countsOf(begun));
      },
    },
    {
      name: auditRuleNames.isExplained,
      violations: ({ trace }) =>
        trace.entries
          .map(({ item }) => item)
          .filter((item) => isOfChange(item) && !item['event'] && !hasReason(item))
          .map((item) => `${nameOf(item)} ${item['outcome']?.S} at ${item['recordedAt']?.S}`),
    },
  ];
}

/** What changed, and where. */
function changesOf({ url, changes }: ZuoraCall, without: ReadonlySet<string>): readonly string[] {
  const entityIds = changes.flatMap((change) => ('entityId' in change ? change.entityId : []));
  return entityIds.filter((id) => !without.has(id)).map((id) => `${whatBy(url)} ${id}`);
}

/** What a write was to change, and where. */
function targetsOf(write: ZuoraCall): readonly string[] {
  const asked = askedBy(write);
  const entityIds = asked.length > 0 ? asked : [entityOf(write)];
  return entityIds.map((id) => `${whatBy(write.url)} ${id}`);
}

/**
 * What attempts that were cut off are taken for, though they may have sent nothing.
 *
 * - A denial: whether there was anything to end, nobody can tell of an event that names entities, nor of any attempt before
 *   the account's first look.
 * - A request with a denial after it: a later denial that finds nothing to end tells of both, or of none.
 * - The change of an event that another attempt had acquired the account for, and made.
 */
function foundOfCutOff(run: Run): readonly string[] {
  const seen = entriesOf(run, 'seen');
  const all = run.publications.all.flatMap(({ wish }) => wish ?? []);
  const requested = new Set(all.flatMap(({ targets }) => targets).filter((id) => seen.includes(`request ${id}`)));
  return acquisitions(run)
    .filter((acquisition) => !isRecorded(acquisition, run))
    .flatMap((acquisition) => {
      const event = eventHolding(acquisition, run);
      const wishes = run.publications.ofEvent(event ?? '').flatMap(({ wish }) => wish ?? []);
      const isFirst = acquisition.item['firstLookAt'] === undefined;
      const deniable = isFirst ? all : wishes.filter(isNoDecision);
      const isAgain = acquisitions(run, acquisition.at).some((earlier) => eventHolding(earlier, run) === event);
      const own = wishes.flatMap(({ path, targets }) => targets.map((id) => ({ what: whatOfPath(path), id })));
      const made = own.filter(({ what, id }) => isAgain || (what === 'request' && seen.includes(`deny ${id}`)));
      const denied = new Set([...deniable.flatMap(({ targets }) => targets), ...(event ? [] : requested)]);
      return [...[...denied].map((id) => `deny ${id}`), ...made.map(({ what, id }) => `${what} ${id}`)];
    });
}

function isNoDecision({ type }: Wish): boolean {
  return type !== userAccessDecided.type;
}

function whatBy({ pathname }: URL): string {
  return whatOfPath(pathname);
}

function whatOfPath(path: string): string {
  return whatOf.find(([end]) => path.endsWith(end))?.[1] ?? path;
}

function entriesOf({ trace }: Run, outcome?: string): readonly string[] {
  // The SDK may have sent an entry twice.
  const entries = new Map(trace.entries.map((entry) => [entry.item['position']?.S, entry]));
  return [...entries.values()]
    .filter(({ item }) => outcome === undefined || item['outcome']?.S === outcome)
    .map(({ item }) => item)
    .filter(isOfChange)
    .map(nameOf);
}

function isOfChange(item: Item): boolean {
  return whatOf.some(([, what]) => item['what']?.S === what);
}

/** Reasons that are valid do not say why access ended. */
function hasReason({ what, why, against }: Item): boolean {
  const kinds = (why?.L ?? []).map(({ M }) => M?.['kind']?.S);
  if (what?.S !== 'deny') return kinds.length > 0;
  return kinds.includes('ended') || (against?.L ?? []).length > 0;
}

function nameOf(item: Item): string {
  return `${item['what']?.S} ${item['entityId']?.S}`;
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
