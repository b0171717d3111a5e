/** `policy explain`: what a policy makes of an event, and why. Nothing is sent. */
import { styleText } from 'node:util';
import type { Person } from '../../lib/identity/person.ts';
import { decide } from '../../lib/policy/access-decision.ts';
import type { Policy } from '../../lib/policy/policy.ts';
import { silenceOf } from '../../operator/policy/silent-reading.ts';
import { type Trial, tryPolicy } from '../../operator/policy/trial.ts';
import { zuoraCallsOf } from '../../operator/policy/zuora-calls.ts';
import { explanation } from '../reports/explanation.ts';
import { factsOf, titled } from '../terminal/table.ts';
import { printable, toJson } from '../terminal/text.ts';

export interface ExplainOptions {
  /** What is said of every person beside the events. */
  readonly said: Person;
  readonly json?: true;
}

/**
 * @param body of a message
 * @param now milliseconds since the epoch
 * @returns the exit code
 */
export function explainBody(policy: Policy, body: string, { said, json }: ExplainOptions, now: number): number {
  const trials = tryPolicy(policy, body, new Date(now).toISOString(), said);
  if (json) {
    console.log(toJson(trials.map((trial) => toRow(policy, trial))));
    return 0;
  }
  for (const [index, trial] of trials.entries()) {
    if (trials.length > 1) console.log(styleText('bold', `--- ${index + 1} of ${trials.length} ---\n`));
    console.log(textOf(policy, trial));
  }
  if (trials.length === 0) console.log('The message carries no event.');
  return 0;
}

function textOf(policy: Policy, trial: Trial): string {
  const { line, reading } = trial;
  const { source, outcome, reason, detail } = line;
  if (reading?.kind !== 'person') {
    const why = reading === undefined ? detail : silenceOf(reading);
    return `${factsOf({ source: source ?? 'not recognised', outcome, reason, why })}\n`;
  }
  const calls = callsOf(policy, trial);
  const told = explanation(source ?? '', reading, decide(policy, reading));
  return calls.length === 0 ? told : `${told}\n${titled('Calls', calls.join('\n'))}`;
}

function callsOf(policy: Policy, { events }: Trial): readonly string[] {
  const names = new Map(Object.entries(policy.entities).map(([name, id]) => [id, name]));
  const nameOf = (id: string | undefined) => names.get(id ?? '') ?? id;
  return events.flatMap((event) => [
    `${event.type} ${event.id}`,
    ...zuoraCallsOf(event).map(({ method, path, entityId, body }) => {
      const targets = body && `: ${event.data.targetEntityIds.map(nameOf).join(', ')}`;
      return printable(`  ${method} ${path} in ${nameOf(entityId)}${targets ?? ''}`);
    }),
  ]);
}

function toRow(policy: Policy, { line, reading, events }: Trial) {
  const told = reading?.kind === 'person' ? { person: reading.person, groups: reading.groups, time: reading.time } : {};
  const judgements = reading?.kind === 'person' ? decide(policy, reading).judgements : [];
  const rules = judgements.map(({ rule: { id }, verdict, findings }) => ({ id, verdict, findings }));
  return { ...line, ...told, rules, events, calls: events.flatMap(zuoraCallsOf) };
}
