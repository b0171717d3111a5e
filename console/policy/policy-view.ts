/** The policy of the stage as its page shows it. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { type PolicyFile, readPolicyFile } from '../../lib/policy/policy-file.ts';
import { OperatorError } from '../../operator/errors.ts';
import { describeWithDenials } from '../../operator/policy/access-words.ts';
import { readPolicyAt } from '../../operator/policy/chosen-policy.ts';
import { defaultPolicyFile, policyFilesOf } from '../../operator/policy/default-policy-file.ts';
import { isInForce, readableIn, readInForce } from '../../operator/policy/policy-application.ts';
import { countRules } from '../../operator/policy/rule-counts.ts';
import { readStageDiff, type StageDifference } from '../../operator/policy/stage-diff.ts';
import { type Trial, tryPolicy } from '../../operator/policy/trial.ts';
import { describeOutcome, valuesIn } from '../../operator/policy/trial-words.ts';
import type { DiffView, PolicyView, RulesView, TriedEvent } from '../shapes/policy.ts';
import type { Stage } from '../stage.ts';
import { triedRule } from './judged-rules.ts';

/** Differences of one answer. The command `policy diff` has all. */
const maxRows = 500;

/** @throws NotFound or UnreadableFile */
export async function readPolicyView(stage: Stage): Promise<PolicyView> {
  const { session } = stage;
  const file =
    stage.policyFile ?? policyFilesOf(session.stack.stage).find((one) => existsSync(one)) ?? defaultPolicyFile;
  const policyFile = await readPolicyAt(file);
  const known = await readInForce(session);
  const isSame = policyFile.success && isInForce(known, policyFile.policy);
  return {
    ...{ file, isSound: policyFile.success, problems: problemsOf(policyFile) },
    lines: (await readFile(file, 'utf8')).split('\n'),
    inForce: known
      ? `${isSame ? 'this one' : 'another one'}, since ${known.appliedAt} by ${known.appliedBy}`
      : 'none yet: the functions begin with the deployed one',
    isWaiting: known !== undefined && policyFile.success && !isSame,
  };
}

function problemsOf(policyFile: PolicyFile) {
  return policyFile.success ? policyFile.warnings : policyFile.problems;
}

/**
 * @returns undefined when interrupted
 * @throws NotFound, UnreadableFile or ServiceError `bad-policy`
 */
export async function readRules(stage: Stage): Promise<RulesView | undefined> {
  return countRules(stage.session, await stage.requirePolicy());
}

/** Sends nothing. */
export async function tryEvent(stage: Stage, body: string): Promise<readonly TriedEvent[]> {
  const policy = await stage.requirePolicy();
  return tryPolicy(policy, body, new Date(stage.session.now()).toISOString()).map(triedEvent);
}

function triedEvent({ line, reading, judgements }: Trial): TriedEvent {
  const { source = 'not recognised', outcome, username, reason, detail } = line;
  const title = [source, line.change, username].filter(Boolean).join(', ');
  if (reading?.kind !== 'person' || judgements === undefined) {
    return { title, outcome: [[outcome, reason, detail].filter(Boolean).join(': ')], rules: [] };
  }
  return {
    title,
    outcome: describeOutcome(line, judgements).split('\n'),
    rules: judgements.map((judgement) => triedRule(judgement, (finding) => valuesIn(finding, judgement, reading))),
  };
}

/**
 * What another policy would change, by the rules alone.
 *
 * @returns undefined when interrupted
 * @throws OperatorError that names each problem of the other policy
 */
export async function compareWith(stage: Stage, text: string): Promise<DiffView | undefined> {
  const other = readPolicyFile(text);
  if (!other.success) {
    const problems = other.problems.map(({ line, problem }) => `line ${line}: ${problem}`);
    throw new OperatorError(`The other policy has problems. ${problems.join('. ')}.`);
  }
  return diffView(stage, await stage.requirePolicy(), other.policy);
}

/**
 * What the file changes once it is applied, by the rules alone.
 *
 * @returns undefined when interrupted
 * @throws OperatorError if the policy in force is not known
 */
export async function compareWithInForce(stage: Stage): Promise<DiffView | undefined> {
  const known = await readInForce(stage.session);
  const before = known && readableIn(known);
  if (before === undefined) throw new OperatorError('No policy is in force, or another release has stored it.');
  return diffView(stage, before, await stage.requirePolicy());
}

type Policy = Awaited<ReturnType<Stage['requirePolicy']>>;

async function diffView({ session }: Stage, before: Policy, after: Policy): Promise<DiffView | undefined> {
  const diff = await readStageDiff(session, before, after, () => undefined);
  if (diff === undefined) return undefined;
  const { differences, people } = diff;
  return {
    ...{ compared: people.compared, isPart: differences.length > maxRows },
    rows: differences.slice(0, maxRows).map(diffRow),
  };
}

function diffRow({ person, username, entityId, effect, before, after }: StageDifference) {
  return {
    ...{ person, login: username, entity: after?.name ?? before?.name ?? entityId, change: effect },
    ...{ before: describeWithDenials(before), after: describeWithDenials(after) },
  };
}
