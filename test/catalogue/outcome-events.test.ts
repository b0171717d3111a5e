/** The events about real entries of the audit log fit their schema, and the rule in docs/audit.md. */
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { parseDocument } from 'yaml';
import { outcomeSchema, readOutcomeExample } from '../../catalogue/outcome-events.ts';
import { entities, policy, revoking } from '../../fuzz/fixtures/policies.ts';
import type { Configuration } from '../../infrastructure/configuration.ts';
import { resources } from '../../infrastructure/outcome-pipe.ts';
import { isAlias } from '../../lib/audit/audit-entry.ts';
import { recordBeginning } from '../../operator/audit/operator-deeds.ts';
import { useServiceParts, useWholeService } from '../histories/use-whole-service.ts';
import type { WholeService } from '../histories/whole-service.ts';
import { filled } from '../infrastructure/pipe-template.ts';
import { said } from '../lib/translation/said.ts';
import { day } from '../lib/translation/translation.ts';
import { codeBlocks, readDocument } from '../markdown.ts';

const parts = useServiceParts();
const begin = useWholeService(parts);

const rules = [{ id: 'billing', when: { department: ['Billing'] }, grant: ['germany', 'france'] }];
const ada = { id: 'u-1', userName: 'ada@example.com', department: 'Billing' };

/** The `InputTemplate` of the pipe, as it is deployed. */
async function inputTemplate(): Promise<unknown> {
  const variables: Record<string, unknown> = {
    'self:service': 'zuora-access',
    'sls:stage': 'prod',
    'self:custom.parameters': { outcomeBus: 'arn:aws:events:eu-central-1:123456789012:event-bus/outcomes' },
  };
  const configuration = { resolveVariable: async (name: string) => variables[name] };
  const { Resources } = await resources(configuration as unknown as Configuration);
  return JSON.parse(JSON.stringify(Resources)).OutcomePipe.Properties.TargetParameters.InputTemplate;
}

/** The event about each entry, as it is on the bus. */
async function eventsOf(items: readonly Record<string, AttributeValue>[]): Promise<object[]> {
  const template = await inputTemplate();
  return items
    .filter((item) => !isAlias(item['position']?.S))
    .map((NewImage, index) => ({
      ...{ source: 'zuora-access-prod', 'detail-type': 'zuora-access.audit-entry.v1' },
      detail: filled(template, { eventID: `event-${index}`, dynamodb: { NewImage } }),
    }));
}

let service: WholeService;
const says = (type: string, person: object) => said(service.translation.clock, type, { user: person });

beforeEach(async () => {
  service = await begin(policy({ on: revoking, rules }));
  await service.addUsers(ada.userName);
  await service.request(ada.userName, 'japan', { ticket: 'TICKET-1', approvedBy: ['kurt'] });
  await service.request(ada.userName, 'germany', { ticket: 'TICKET-2', expiresAt: inDays(9) });
  await service.hear(says('user.joined', ada));
  await service.pass(day);
});

const inDays = (days: number) => new Date(service.now + days * day).toISOString();

describe('the schema of an event', () => {
  let problemsOf: (event: unknown) => unknown;
  beforeEach(async () => {
    const check = new Ajv2020({ strict: false, validateFormats: false }).compile(await outcomeSchema());
    problemsOf = (event) => (check(event) ? null : check.errors);
  });

  test('fits those of all kinds of entries, and names each of their fields', async () => {
    await service.hear(says('user.left', ada));
    await service.pass(day);
    const audit = `${service.translation.name}-audit`;
    const session = { aws: parts, stack: { audit }, now: () => service.now };
    await recordBeginning(session, { what: 'pause', subject: 'access-approvals', by: 'arn:aws:iam::1:user/grace' });
    const items = await service.auditItems();
    const events = (await eventsOf(items)).map((event) => Reflect.get(event, 'detail'));
    const kinds = new Set(events.map((event) => Reflect.get(Object(event), 'data').what));
    expect([...kinds]).toEqual(expect.arrayContaining(['request', 'approve', 'verify', 'deny', 'pause']));
    for (const event of events) expect(problemsOf(event)).toBeNull();
    const known: object = JSON.parse(JSON.stringify(await outcomeSchema())).properties.data.properties.entry.properties;
    expect(Object.keys(known)).toEqual(expect.arrayContaining([...new Set(items.flatMap(fieldsOfEntry))]));
  });

  test('fits the example, and no event that lacks a field of every entry or has it in another form', async () => {
    const example = JSON.stringify(await readOutcomeExample());
    const problemsWith = (found: string, replacement: string) => {
      expect(example).toContain(found);
      return problemsOf(JSON.parse(example.replace(found, replacement)));
    };
    expect(problemsOf(JSON.parse(example))).toBeNull();
    expect(problemsWith('"recordedAt":', '"writtenAt":')).not.toBeNull();
    expect(problemsWith('"day":{"S":"2026-10-05"}', '"day":"2026-10-05"')).not.toBeNull();
    expect(problemsWith('"kind":{"S":"request"}', '"kind":{"S":"wish"}')).not.toBeNull();
    expect(problemsWith('"version":{"N":"1"}', '"version":{"N":"2"}')).not.toBeNull();
    expect(problemsWith('"subject":', '"about":')).not.toBeNull();
  });
});

describe('the rule in docs/audit.md', () => {
  const { AccessVerified } = ruleIn(readDocument('docs/audit.md'));
  const { EventPattern, Targets } = AccessVerified.Properties;
  let events: readonly object[];
  beforeEach(async () => {
    events = await eventsOf(await service.auditItems());
  });

  test('matches access that is verified and has a ticket, of a request alone and beside a rule', () => {
    const matched = events.filter((event) => matches(EventPattern, event));
    expect(matched.map(entityOf).toSorted()).toEqual([entities.germany, entities.japan]);
    // A rule alone gives France, and nobody asked for the entity of the user: there is no ticket to close.
    const verified = events.filter((event) => Reflect.get(Object(event), 'detail').data.what === 'verify');
    expect(verified.map(entityOf).toSorted()).toEqual(Object.values(entities));
  });

  test('sends every reason, so that the receiver finds the ticket wherever it stands', () => {
    const [target] = Targets;
    const sent = events
      .filter((event) => matches(EventPattern, event))
      .map((event) => JSON.parse(transformed(target?.InputTransformer, event)));
    const tickets = sent.map(({ entity, reasons }) => [entity, reasons.map((one: Reason) => one.M.ticket?.S)]);
    expect(tickets).toEqual(
      expect.arrayContaining([
        [entities.japan, ['TICKET-1']],
        [entities.germany, [undefined, 'TICKET-2']],
      ]),
    );
  });
});

interface Reason {
  readonly M: { readonly ticket?: { readonly S: string } };
}

interface Transformer {
  readonly InputPathsMap: Readonly<Record<string, string>>;
  readonly InputTemplate: string;
}

interface DocumentedRule {
  readonly Properties: {
    readonly EventPattern: object;
    readonly Targets: readonly { InputTransformer: Transformer }[];
  };
}

/** @returns the resource as CloudFormation has it, without what it imports */
function ruleIn(page: string): { readonly AccessVerified: DocumentedRule } {
  const { text = '' } = codeBlocks(page).find((block) => block.text.startsWith('AccessVerified:')) ?? {};
  // The parser only warns of the tags of CloudFormation.
  const document = parseDocument(text);
  expect(document.errors).toEqual([]);
  return document.toJS();
}

function entityOf(event: object): string {
  return Reflect.get(event, 'detail').data.entry.entityId.S;
}

/**
 * Whether an event fits a pattern: a list has the allowed values, or says whether there is one at all. A list in the event
 * fits if one of its members does: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern.html
 */
function matches(pattern: unknown, value: unknown): boolean {
  if (Array.isArray(pattern)) {
    return pattern.some((one) => (Object(one).exists === true ? value !== undefined : one === value));
  }
  if (Array.isArray(value)) return value.some((one) => matches(pattern, one));
  return Object.entries(Object(pattern)).every(([key, one]) => matches(one, Reflect.get(Object(value), key)));
}

/** A text of the event goes between the quotes of the template, and anything else stands for itself. */
function transformed(
  { InputPathsMap, InputTemplate }: Transformer = { InputPathsMap: {}, InputTemplate: '' },
  event: object,
) {
  return InputTemplate.replaceAll(/<(\w+)>/g, (_, name: string) => {
    const path = InputPathsMap[name]?.split('.').slice(1) ?? [];
    const value = path.reduce((part: unknown, key) => Reflect.get(Object(part), key), event);
    return typeof value === 'string' ? value : JSON.stringify(value);
  });
}

function fieldsOfEntry(item: Record<string, AttributeValue>): string[] {
  return isAlias(item['position']?.S) ? [] : Object.keys(item);
}
