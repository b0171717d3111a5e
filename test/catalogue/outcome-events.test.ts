/** The events about real entries of the audit log fit their schema, and the rule in docs/audit.md. */
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { outcomeSchema, readOutcomeExample } from '../../catalogue/outcome-events.ts';
import { policy, revoking } from '../../fuzz/fixtures/policies.ts';
import type { Configuration } from '../../infrastructure/configuration.ts';
import { resources } from '../../infrastructure/outcome-pipe.ts';
import { isAlias } from '../../lib/audit/audit-entry.ts';
import { recordBeginning } from '../../operator/audit/operator-deeds.ts';
import { useServiceParts, useWholeService } from '../histories/use-whole-service.ts';
import type { WholeService } from '../histories/whole-service.ts';
import { filled } from '../infrastructure/pipe-template.ts';
import { said } from '../lib/translation/said.ts';
import { day } from '../lib/translation/translation.ts';

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

function fieldsOfEntry(item: Record<string, AttributeValue>): string[] {
  return isAlias(item['position']?.S) ? [] : Object.keys(item);
}
