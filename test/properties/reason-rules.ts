/** What must hold of the reasons that the audit log has for an end of access: the account had been told of them before. */
import type { Item } from '../../models/dynamodb-table.ts';
import type { Statement } from './expected-access.ts';
import type { Invariant } from './invariants/invariant.ts';
import { toldBefore } from './told.ts';

export const reasonRuleNames = { isTold: 'the audit log ends access for no reason that was not said before' } as const;

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
            .filter((kind) => !told.some((statement) => isReason(kind, statement, entityId, at.time)))
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

function isReason(kind: string, said: Statement, entityId: string, now: number): boolean {
  switch (kind) {
    case 'suspended':
      return said.kind === 'decide' && said.isBlocked && said.leftAt === undefined;
    case 'left':
      return said.kind === 'decide' && said.isBlocked && said.leftAt !== undefined;
    case 'denied':
      return said.kind === 'decide' && said.denied.includes(entityId);
    case 'ordered':
      return said.kind === 'order' && said.entityIds.includes(entityId);
    default:
      return isEnd(said, entityId, now);
  }
}

/** Whether access ends by it for good. An order and a leaving end what was requested before. */
function isEnd(said: Statement, entityId: string, now: number): boolean {
  if (said.kind === 'decide') {
    const { granted, leftAt, expiresAt = Infinity } = said;
    return !granted.includes(entityId) || leftAt !== undefined || expiresAt <= now;
  }
  if (!said.entityIds.includes(entityId)) return false;
  if (said.kind === 'request') return said.expiresAt !== undefined && said.expiresAt <= now;
  return said.kind === 'end' || said.kind === 'order';
}
