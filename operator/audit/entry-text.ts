/** Entries of the audit log for programs: as comma-separated values, and as JSON. */
import type { AuditEntry } from '../../lib/audit/audit-entry.ts';
import { csvRecord, jsonCell } from '../csv.ts';
import { escapeJson } from '../printable.ts';

type Column = readonly [name: string, cellOf: (entry: AuditEntry) => string | undefined];

const columns: readonly Column[] = [
  ...plain('recordedAt', 'account', 'position', 'entityId', 'what', 'outcome', 'reason', 'detail'),
  ['whyKinds', ({ why }) => joined(why.map(({ kind }) => kind))],
  ['rules', ({ why }) => joined(why.flatMap(({ rules = [] }) => rules))],
  ['assignments', ({ why }) => joined(why.map(({ assignment }) => assignment))],
  ['tickets', ({ why }) => joined(why.map(({ ticket }) => ticket))],
  ['approvedBy', ({ why }) => joined(why.flatMap(({ approvedBy = [] }) => approvedBy))],
  ['againstKinds', ({ against }) => joined(against.map(({ kind }) => kind))],
  // The columns above are for a person; a text may hold their separator.
  ['why', ({ why }) => jsonCell(sorted(why))],
  ['against', ({ against }) => jsonCell(sorted(against))],
  ...plain('requestedBy', 'requestReason', 'event', 'eventId', 'source'),
  ...plain('identitySource', 'identityEventId', 'identityMessageId', 'correlationId', 'policy', 'zuoraRequestId'),
  ...plain('effectiveAt', 'reportedAt', 'decidedAt', 'requestedAt', 'verifiedAt', 'owner', 'subject'),
];

type TextField = {
  [Name in keyof AuditEntry]-?: AuditEntry[Name] extends string | undefined ? Name : never;
}[keyof AuditEntry];

function plain(...names: readonly TextField[]): readonly Column[] {
  return names.map((name) => [name, (entry) => entry[name]]);
}

/** The heading of `entryRecord`. */
export const entryHeading = csvRecord(columns.map(([name]) => name));

export function entryRecord(entry: AuditEntry): string {
  return csvRecord(columns.map(([, cellOf]) => cellOf(entry)));
}

/** Texts in one cell. Undefined for none, and each once. */
export function joined(texts: readonly (string | undefined)[]): string | undefined {
  const known = [...new Set(texts.filter((text) => text !== undefined))];
  return known.length > 0 ? known.join('; ') : undefined;
}

/** The whole entry in a line, its keys in order. Control characters are escaped, so that a program reads them as they were. */
export function entryLine(entry: AuditEntry): string {
  return `${escapeJson(JSON.stringify(sorted(entry)))}\n`;
}

/** The same value with the keys of every object in order. */
export function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([, member]) => member !== undefined);
  return Object.fromEntries(entries.sort(([one], [other]) => (one < other ? -1 : 1)).map(([k, v]) => [k, sorted(v)]));
}
