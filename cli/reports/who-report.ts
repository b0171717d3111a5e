/** The people with access to an entity, as a person and a program read them. */

import type { EntityHolder } from '../../operator/accounts/entity-holders.ts';
import type { EntityAccessRow } from '../../operator/audit/entity-access-list.ts';
import { joined } from '../../operator/audit/entry-text.ts';
import { describeBlock, describeReason } from '../../operator/audit/entry-words.ts';
import { csvRecord } from '../../operator/csv.ts';
import { formatTable } from '../terminal/table.ts';
import { clip } from '../terminal/text.ts';

const maxCellLength = 60;
const maxWhyLength = 120;

/** @param width of the terminal in characters, if there is one */
export function whoTable(rows: readonly EntityAccessRow[], width: number | undefined): string {
  const titles = ['USER', 'STATE', 'SINCE', 'WHY', 'ASKED BY', 'SEEN'];
  return formatTable(
    titles,
    rows.map((row) => [
      clip(row.username, maxCellLength),
      clip(describeHolding(row), maxCellLength),
      clip(row.since ?? '-', maxCellLength),
      clip(describeReasons(row), maxWhyLength),
      clip(row.askedBy.join('; ') || '-', maxCellLength),
      timeText(row.seenAt) ?? '-',
    ]),
    width,
  );
}

function describeReasons({ reasons, blocks, state }: EntityAccessRow): string {
  const texts = [...reasons.map((reason) => describeReason(asLogged(reason))), ...blocks.map(asBlock)];
  // Only the home entity is kept without a reason.
  return texts.join('; ') || (state === 'verified' ? 'home' : 'no reason any more');
}

type Reason = EntityAccessRow['reasons'][number];

/** In the form in which the audit log has reasons, so that both read alike. */
function asLogged(reason: Reason): Parameters<typeof describeReason>[0] {
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

function asBlock(block: EntityAccessRow['blocks'][number]): string {
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

export function toWhoJson(row: EntityAccessRow): object {
  const { account, username, state, since = null, seenAt, requestedAt, refusal, reasons, blocks, askedBy } = row;
  return {
    ...{ account, username, state, since, seenAt: timeText(seenAt) ?? null },
    ...{ requestedAt: timeText(requestedAt) ?? null, refusal: refusal ?? null },
    ...{ why: reasons.map(asLogged), against: blocks, askedBy },
  };
}

const columns: readonly (readonly [name: string, cellOf: (row: EntityAccessRow) => string | undefined])[] = [
  ['username', ({ username }) => username],
  ['account', ({ account }) => account],
  ['entityId', ({ entityId }) => entityId],
  ['state', ({ state }) => state],
  ['since', ({ since }) => since],
  ['seenAt', ({ seenAt }) => timeText(seenAt)],
  ['requestedAt', ({ requestedAt }) => timeText(requestedAt)],
  ['refusal', ({ refusal }) => refusal],
  ['whyKinds', ({ reasons }) => joined(reasons.map(({ kind }) => kind))],
  ['rules', ({ reasons }) => joined(reasons.flatMap((reason) => ('rules' in reason ? reason.rules : [])))],
  ['assignments', ({ reasons }) => joined(reasons.map((reason) => asLogged(reason).assignment))],
  ['tickets', ({ reasons }) => joined(reasons.map((reason) => asLogged(reason).ticket))],
  ['approvedBy', ({ reasons }) => joined(reasons.flatMap((reason) => asLogged(reason).approvedBy ?? []))],
  ['againstKinds', ({ blocks }) => joined(blocks.map(({ kind }) => kind))],
  ['askedBy', ({ askedBy }) => joined(askedBy)],
  ['why', ({ reasons }) => JSON.stringify(reasons.map(asLogged))],
];

export function whoCsv(rows: readonly EntityAccessRow[]): string {
  const heading = columns.map(([name]) => name);
  return [heading, ...rows.map((row) => columns.map(([, cellOf]) => cellOf(row)))].map(csvRecord).join('');
}
