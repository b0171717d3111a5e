/** An entry of the audit log, in plain words. */
import type { AuditBlock, AuditEntry, AuditReason, OperatorDeed } from '../../lib/audit/audit-entry.ts';
import { derivedSource } from '../../lib/event/derived-source.ts';
import type { Outcome } from '../../lib/outcome.ts';
import { describeNames } from '../event-subject.ts';

type Change = Extract<AuditEntry['what'], 'request' | 'approve' | 'deny'>;

/** A change of the service in Zuora. */
const changes: Readonly<Record<Change, string>> = {
  request: 'access requested',
  approve: 'request approved',
  deny: 'access ended',
};

/** What an operator did to the stage. */
const deeds: Readonly<Record<OperatorDeed, string>> = {
  redrive: 'dead letters sent again',
  purge: 'dead letters deleted',
  pause: 'queue paused',
  resume: 'queue resumed',
  release: 'quarantined changes released',
  keep: 'quarantined changes kept',
  expect: 'changes of many people announced',
  cancel: 'effective-dated change cancelled',
  publish: 'event published',
};

/** What a look showed, or an operator lifted. */
const observations: Readonly<Record<Exclude<AuditEntry['what'], Change | OperatorDeed | 'event'>, string>> = {
  verify: 'Zuora shows the access',
  removal: 'access removed in Zuora, not by the service',
  unblock: 'revocation lifted by an operator',
};

/** How an event ended that changed nothing. */
const endings: Readonly<Record<Outcome, string>> = {
  applied: 'event carried out',
  'already-applied': 'nothing to do, it was done before',
  superseded: 'nothing done, a newer event counts',
  'no-such-user': 'nothing done, Zuora does not know the user',
  'waiting-for-account': 'not done yet, Zuora does not know the user yet',
  retry: 'not done yet, tried again',
  busy: 'not done yet, another event about the user was under way',
  'dead-letter': 'not done, dead letter',
};

/** What happened. */
export function describeDeed(entry: AuditEntry): string {
  const { what, outcome, reason } = entry;
  switch (what) {
    case 'event': {
      const words = known(endings, outcome) ?? outcome;
      return reason === undefined ? words : `${words} (${reason})`;
    }
    case 'request':
    case 'approve':
    case 'deny':
      return outcome === 'seen' ? `${changes[what]}, found done after a lost answer` : changes[what];
    case 'verify':
    case 'removal':
    case 'unblock':
      return observations[what];
    default:
      return [`${deeds[what]} (${outcome})`, entry.subject, entry.detail].filter(Boolean).join(', ');
  }
}

function known(words: Readonly<Record<string, string>>, word: string): string | undefined {
  return Object.hasOwn(words, word) ? words[word] : undefined;
}

/** Why: the reasons for the access, what was against it, and what the requester wrote. */
export function describeWhy({ why, against, requestReason }: AuditEntry): string | undefined {
  const parts = [
    ...why.map(describeReason),
    ...against.map(describeBlock),
    ...(requestReason === undefined ? [] : [`"${requestReason}"`]),
  ];
  return parts.length > 0 ? parts.join('; ') : undefined;
}

export function describeReason({ kind, rules = [], assignment, ...terms }: AuditReason): string {
  const { ticket, approvedBy = [], expiresAt } = terms;
  const approvers = describeNames(approvedBy);
  // Often the ticket is the key. Of events that identity systems caused, the key names none of them.
  const key = assignment === derivedSource ? undefined : assignment;
  const details = [
    ticket === key ? undefined : ticket,
    approvers && `approved by ${approvers}`,
    expiresAt && `until ${expiresAt}`,
  ].filter(Boolean);
  const subject = [reasonNames[kind], key, describeNames(rules)].filter(Boolean).join(' ');
  return details.length > 0 ? `${subject} (${details.join(', ')})` : subject;
}

const reasonNames: Readonly<Record<AuditReason['kind'], string>> = {
  rule: 'rule',
  request: 'request',
  baseline: 'access from before',
  approval: 'approval',
  ended: 'ended',
};

export function describeBlock({ kind, rules = [], at }: AuditBlock): string {
  const names = describeNames(rules);
  return [blockNames[kind], names && `by ${names}`, at && `at ${at}`].filter(Boolean).join(' ');
}

const blockNames: Readonly<Record<AuditBlock['kind'], string>> = {
  suspended: 'suspended',
  left: 'left',
  denied: 'denied',
  ordered: 'revoked',
};

/** Who asked for it: the person that the event names, and the system that sent it. */
export function describeRequester({ requestedBy, source, identitySource }: AuditEntry): string | undefined {
  const system = identitySource ?? source;
  if (requestedBy === undefined) return system;
  return system === undefined ? requestedBy : `${requestedBy} (${system})`;
}
