/** What must hold however a run went: what happened, checked against what publishers sent. */
import type { Invariant, Run } from './invariant.ts';
import { messageInvariants } from './messages.ts';
import { ledgerInvariants } from './records.ts';
import { zuoraInvariants } from './zuora.ts';

const confidentiality: Invariant = {
  name: 'no secret, token or client secret is shown',
  violations: ({ trace }) => {
    const kept = [
      ...trace.deadLetters.map(({ attributes }) => attributes),
      ...trace.recordWrites.map(({ item }) => item),
    ];
    const shown = [...trace.lines, ...kept.map((value) => JSON.stringify(value))];
    return shown.filter((text) => [...trace.secrets].some((secret) => text.includes(secret)));
  },
};

export const invariants: readonly Invariant[] = [
  ...messageInvariants,
  ...ledgerInvariants,
  ...zuoraInvariants,
  confidentiality,
];

/** @throws Error naming every one of these that a run broke, and how */
export function expectToHold(judged: readonly Invariant[], run: Run): void {
  const broken = judged.flatMap(({ name, violations }) => {
    const [first] = violations(run);
    return first === undefined ? [] : [`${name}: ${first}`];
  });
  if (broken.length > 0) throw new Error(broken.join('\n'));
}
