/** What must hold of the reasons that the audit log has for an end of access: the account had been told of them before. */
import { derivedSource } from '../../lib/event/derived-source.ts';
import type { Item } from '../../models/dynamodb-table.ts';
import type { Statement } from './expected-access.ts';
import type { Invariant } from './invariants/invariant.ts';
import { toldBefore } from './told.ts';

export const reasonRuleNames = {
  isTold: 'every reason in the audit log for an end of access had been said before',
} as const;

export const reasonRules: readonly Invariant[] = [
  {
    name: reasonRuleNames.isTold,
    violations: (run) =>
      run.trace.entries
        .filter(({ item }) => item['what']?.S === 'deny')
        .flatMap(({ item, at }) => {
          const entityId = item['entityId']?.S ?? '';
          const told = toldBefore(at, run);
          return kindsOf(item)
            .filter((kind) => !isSaid(kind, told, entityId, at.time))
            .map((kind) => `${entityId}: ${kind} at ${item['recordedAt']?.S}`);
        }),
  },
];

/** The kinds of what forbade the access, else that it had ended. */
function kindsOf({ why, against }: Item): readonly string[] {
  const blocks = (against?.L ?? []).map(({ M }) => M?.['kind']?.S ?? '');
  const hasEnded = (why?.L ?? []).some(({ M }) => M?.['kind']?.S === 'ended');
  return blocks.length === 0 && hasEnded ? ['ended'] : blocks;
}

function isSaid(kind: string, told: readonly Statement[], entityId: string, now: number): boolean {
  return told.some((said) => {
    switch (kind) {
      case 'suspended':
        return said.kind === 'decide' && said.isBlocked && said.leftAt === undefined;
      case 'left':
        return said.kind === 'decide' && said.isBlocked && said.leftAt !== undefined;
      case 'denied':
        return said.kind === 'decide' && said.denied.includes(entityId);
      case 'ordered':
        return said.kind === 'order' && said.entityIds.includes(entityId);
      case 'ended':
        return isEnd(said, told, entityId, now);
      default:
        return false;
    }
  });
}

/** Whether something ends by it for good. An order and a leaving end what was requested before. */
function isEnd(said: Statement, told: readonly Statement[], entityId: string, now: number): boolean {
  if (said.kind === 'decide') {
    const { granted, ended, leftAt, expiresAt = Number.POSITIVE_INFINITY } = said;
    const isGone = !granted.includes(entityId) && told.some((other) => isReplaceable(other, entityId));
    return isGone || ended.includes(entityId) || leftAt !== undefined || expiresAt <= now;
  }
  if (!said.entityIds.includes(entityId)) return false;
  if (said.kind === 'request') return said.expiresAt !== undefined && said.expiresAt <= now;
  return said.kind === 'end' || said.kind === 'order';
}

/** Whether a decision takes the place of what it gave: another decision, a request by an earlier release, an approval. */
function isReplaceable(said: Statement, entityId: string): boolean {
  switch (said.kind) {
    case 'decide':
      return said.granted.includes(entityId);
    case 'request':
      return said.key === derivedSource && said.entityIds.includes(entityId);
    default:
      return said.kind === 'approve' && said.entityIds.includes(entityId);
  }
}
