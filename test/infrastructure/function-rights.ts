/** What each function may do, as docs/security.md tells it, and as a template says. */
import * as z from 'zod';
import { readDocument } from '../markdown.ts';
import { functions } from './operations.ts';
import type { Template } from './template.ts';

const statements = 'Properties.Policies.0.PolicyDocument.Statement';

/** Functions with the same rights; their tables, with the calls; the queues that they send to; what else they may do. */
type Row = readonly string[];

const granted = z.array(
  z.object({
    Action: z.array(z.string()),
    Resource: z.unknown(),
    Condition: z.optional(z.record(z.string(), z.record(z.string(), z.unknown()))),
  }),
);

type Statement = z.infer<typeof granted>[number];

/** The rows of the table in docs/security.md. */
export function toldRights(): readonly Row[] {
  const section = readDocument('docs/security.md').split('\n## Rights of the functions\n')[1]?.split('\n## ')[0] ?? '';
  return section
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .slice(2)
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
}

/** The rows that a template asks for. Every function also reads its own queue, writes its own log, and has its dead letters. */
export function rightsIn(template: Template, stage: string): readonly Row[] {
  const rows = functions.map(({ name, role, sourceQueue, deadLetterQueue }) => {
    const rights = granted.parse(template.one(role).at(statements));
    const receivers = rights.flatMap(receiverOf([sourceQueue, deadLetterQueue]));
    const cells = [rights.flatMap(tableOf(stage)), receivers, rights.flatMap(otherOf)];
    return { name: `\`${name}\``, cells: cells.map((cell) => cell.join('; ') || '-') };
  });
  const alike = Map.groupBy(rows, ({ cells }) => cells.join('|'));
  return [...alike.values()].map((some) => [some.map(({ name }) => name).join(', '), ...(some[0]?.cells ?? [])]);
}

function tableOf(stage: string) {
  return ({ Action, Resource, Condition }: Statement): string[] => {
    const name = new RegExp(`:table/zuora-access-${stage}-([\\w/-]+)"`).exec(JSON.stringify(Resource))?.[1];
    if (name === undefined) return [];
    const calls = Action.map((action) => action.replace('dynamodb:', '')).join(', ');
    return [`\`${name}\`: ${calls}${limitOf(Condition)}`];
  };
}

/** The keys that a statement is limited to, or that it may only count. */
function limitOf(condition: Statement['Condition']): string {
  const [values] = Object.values(condition ?? {});
  const [limit] = Object.values(values ?? {});
  if (limit === undefined) return '';
  return limit === 'COUNT' ? ', to count' : ` of \`${String(limit)}\``;
}

function receiverOf(own: readonly string[]) {
  return ({ Action, Resource }: Statement): string[] => {
    if (!Action.includes('sqs:SendMessage')) return [];
    const resource = JSON.stringify(Resource);
    const receiver = functions.find(({ sourceQueue }) => resource.includes(`"${sourceQueue}"`));
    if (receiver) return [own.includes(receiver.sourceQueue) ? 'itself' : `\`${receiver.queue}\``];
    return own.some((queue) => resource.includes(`"${queue}"`)) ? [] : [resource];
  };
}

const words: Readonly<Record<string, string>> = {
  'secretsmanager:GetSecretValue': 'reads the secret',
  'scheduler:CreateSchedule': 'makes schedules',
};

function otherOf({ Action }: Statement): string[] {
  return Action.flatMap((action) => {
    if (/^(sqs|dynamodb|logs):/.test(action) || action === 'iam:PassRole') return [];
    return [words[action] ?? action];
  });
}
