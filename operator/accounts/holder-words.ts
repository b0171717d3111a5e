/** Access to an entity, in words. */
import { describeBlock, describeReason } from '../audit/entry-words.ts';
import type { EntityHolder, HolderReason } from './entity-holders.ts';

/** The reasons for the access, and what forbids it. */
export function describeReasons({
  reasons,
  blocks,
  state,
}: Pick<EntityHolder, 'reasons' | 'blocks' | 'state'>): string {
  const texts = [...reasons.map((reason) => describeReason(asLogged(reason))), ...blocks.map(asBlock)];
  // Only the home entity is kept without a reason.
  return texts.join('; ') || (state === 'verified' ? 'home' : 'no reason any more');
}

/** In the form in which the audit log has reasons, so that both read alike. */
export function asLogged(reason: HolderReason): Parameters<typeof describeReason>[0] {
  switch (reason.kind) {
    case 'rule':
      return { kind: 'rule', rules: [...reason.rules], expiresAt: timeText(reason.expiresAt) };
    case 'request': {
      const { assignment, saidAt, expiresAt, ticket, approvedBy } = reason;
      return {
        ...{ kind: 'request', assignment, ticket, requestedAt: timeText(saidAt), expiresAt: timeText(expiresAt) },
        ...(approvedBy && { approvedBy: [...approvedBy] }),
      };
    }
    default:
      return { kind: reason.kind, requestedAt: timeText(reason.saidAt) };
  }
}

function asBlock(block: EntityHolder['blocks'][number]): string {
  return describeBlock(block.kind === 'denied' ? { ...block, rules: [...block.rules] } : block);
}

/** The state, with the reason if Zuora refused for good to change it. */
export function describeHolding({ state, refusal }: Pick<EntityHolder, 'state' | 'refusal'>): string {
  return refusal === undefined ? state : `${state} (${refusal})`;
}

/** @param time milliseconds since the epoch */
export function timeText(time: number | undefined): string | undefined {
  return time === undefined ? undefined : new Date(time).toISOString();
}
