/** `policy explain`: what a policy makes of an event, and why. Sends nothing. */
import { styleText } from 'node:util';
import type { Person } from '../../lib/identity/person.ts';
import type { Policy } from '../../lib/policy/policy.ts';
import { explainGroup } from '../../operator/policy/group-explanation.ts';
import { explainReason, explainSilence } from '../../operator/policy/silent-reading.ts';
import { type Trial, tryPolicy } from '../../operator/policy/trial.ts';
import { zuoraCallsOf } from '../../operator/policy/zuora-calls.ts';
import { printable } from '../../operator/printable.ts';
import { policyExplanation } from '../reports/policy-explanation.ts';
import { formatFacts, formatSection } from '../terminal/table.ts';
import { toJson } from '../terminal/text.ts';

export interface ExplainOptions {
  /** Attributes that replace or complete those of the event's person. */
  readonly attributes: Person;
  readonly json?: true;
}

/**
 * @param body of a message
 * @param now milliseconds since the epoch
 * @returns the exit code
 */
export function explainEvent(policy: Policy, body: string, { attributes, json }: ExplainOptions, now: number): number {
  const trials = tryPolicy(policy, body, new Date(now).toISOString(), attributes);
  if (json) {
    console.log(toJson(trials.map((trial) => toTrialJson(policy, trial))));
    return 0;
  }
  for (const [index, trial] of trials.entries()) {
    if (trials.length > 1) console.log(styleText('bold', `--- ${index + 1} of ${trials.length} ---\n`));
    console.log(describeTrial(policy, trial));
  }
  if (trials.length === 0) console.log('The message contains no event.');
  return 0;
}

function describeTrial(policy: Policy, trial: Trial): string {
  const { line, reading, judgements } = trial;
  const { source, outcome, reason } = line;
  if (reading?.kind !== 'person' || judgements === undefined) {
    return `${formatFacts({ source: source ?? 'not recognised', outcome, reason, ...whyOf(trial) })}\n`;
  }
  const calls = describeCalls(policy, trial);
  const explanation = policyExplanation(reading, line, judgements);
  return calls.length === 0 ? explanation : `${explanation}\n${formatSection('Calls', calls.join('\n'))}`;
}

function whyOf({ line, reading }: Trial): { readonly groups?: string; readonly why: string | undefined } {
  if (reading === undefined || reading.kind === 'person') return { why: line.detail };
  if (reading.kind !== 'group') return { why: explainSilence(reading) };
  const { groups, formerNames = [] } = reading;
  const why = explainGroup(line) ?? explainReason(line.reason ?? '');
  return { ...(groups.length > 0 && { groups: [...formerNames, ...groups].join(', ') }), why };
}

function describeCalls(policy: Policy, trial: Trial): readonly string[] {
  const names = new Map(Object.entries(policy.entities).map(([name, id]) => [id, name]));
  const nameOf = (id: string | undefined) => names.get(id ?? '') ?? id;
  return [
    ...trial.events.map(({ type }) => type),
    ...zuoraCallsOf(policy, trial).map(({ method, path, entityId, body }) => {
      const targets = isRequest(body) ? `: ${body.targetEntityIds.map(nameOf).join(', ')}` : '';
      return printable(`  ${method} ${path} in ${nameOf(entityId)}${targets}`);
    }),
  ];
}

function isRequest(body: object | undefined): body is { readonly targetEntityIds: readonly string[] } {
  return body !== undefined && 'targetEntityIds' in body;
}

function toTrialJson(policy: Policy, trial: Trial) {
  const { line, reading, judgements = [], events } = trial;
  const facts =
    reading?.kind === 'person' ? { person: reading.person, groups: reading.groups, time: reading.time } : {};
  const rules = judgements.map(({ rule: { id }, verdict, findings }) => ({ id, verdict, findings }));
  return { ...line, ...facts, rules, events, calls: zuoraCallsOf(policy, trial) };
}
