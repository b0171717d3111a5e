/** The audit log of access with one bug each, and the rule that must notice. */
import { seedEntity } from '../../local/zuora/seed.ts';
import { writing } from './changed-accounts.ts';
import { auditRuleNames } from './invariants/audit.ts';
import { forgettingAccess } from './order-bugs.ts';
import type { PlantedBug } from './planted-bugs.ts';
import { reasonRuleNames } from './reason-rules.ts';

export const auditBugs: readonly PlantedBug[] = [
  {
    bug: 'an audit log without what was found later',
    breaks: auditRuleNames.isComplete,
    parts: { AuditLog: writing((entry) => (entry.outcome === 'seen' ? undefined : entry)) },
  },
  {
    bug: 'an audit log that takes what was found for accepted',
    breaks: auditRuleNames.isTrue,
    parts: { AuditLog: writing((entry) => ({ ...entry, outcome: 'accepted' })) },
  },
  {
    bug: 'an audit log that names another entity',
    breaks: auditRuleNames.isTrue,
    parts: { AuditLog: writing((entry) => ({ ...entry, entityId: seedEntity.france })) },
  },
  {
    bug: 'an audit log that takes what a look shows for what was requested',
    breaks: auditRuleNames.isBegun,
    parts: { AuditLog: writing((entry) => (entry.what === 'verify' ? { ...entry, what: 'request' } : entry)) },
  },
  {
    bug: 'an audit log that takes a denial that Zuora answered for one found later',
    breaks: auditRuleNames.isBegun,
    parts: { AuditLog: writing((entry) => (entry.what === 'deny' ? { ...entry, outcome: 'seen' } : entry)) },
  },
  {
    bug: 'a write without an answer that is forgotten',
    breaks: auditRuleNames.isComplete,
    parts: { LinkedAccounts: forgettingAccess(({ begun: _, ...others }) => others) },
  },
  {
    bug: 'a write without an answer that forgets what forbade the access',
    wishes: [3, 10, 12],
    breaks: auditRuleNames.isExplained,
    parts: {
      LinkedAccounts: forgettingAccess(({ begun = [], ...others }) => ({
        ...others,
        begun: begun.map(({ blocks: _, ...one }) => one),
      })),
    },
  },
  {
    bug: 'a write without an answer that is taken for one that nothing forbade',
    wishes: [0, 17],
    breaks: reasonRuleNames.isTold,
    parts: {
      LinkedAccounts: forgettingAccess(({ begun = [], ...others }) => ({
        ...others,
        begun: begun.map((one) => ({ ...one, blocks: [] })),
      })),
    },
  },
  {
    bug: 'an audit log that takes a suspension for a leaving',
    wishes: [0, 17],
    breaks: reasonRuleNames.isTold,
    parts: {
      AuditLog: writing((entry) => ({
        ...entry,
        against: entry.against.map((one) => (one.kind === 'suspended' ? { kind: 'left' } : one)),
      })),
    },
  },
  {
    bug: 'an audit log without the reasons for an end',
    breaks: auditRuleNames.isExplained,
    parts: { AuditLog: writing((entry) => ({ ...entry, why: [] })) },
  },
];
