/** What must hold for the packaged templates does, and each check of it is able to fail. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readDocument } from '../markdown.ts';
import type { Break, Check } from './check.ts';
import { alarmChecks } from './checks/alarms.ts';
import { dataChecks } from './checks/data.ts';
import { deliveryChecks } from './checks/delivery.ts';
import { encryptionChecks } from './checks/encryption.ts';
import { frontDoorChecks } from './checks/front-doors.ts';
import { functionChecks } from './checks/functions.ts';
import { metricChecks } from './checks/metrics.ts';
import { noticeChecks } from './checks/notices.ts';
import { outcomeChecks } from './checks/outcomes.ts';
import { roleChecks } from './checks/roles.ts';
import { scheduleChecks } from './checks/schedules.ts';
import { senderChecks } from './checks/senders.ts';
import { tagChecks } from './checks/tags.ts';
import { costs, knownTypes, toldCosts } from './idle-cost.ts';
import { containers, functions } from './operations.ts';
import { PackagedService } from './packaged.ts';
import { guarded, prod, tags, type Variant, variants } from './variants.ts';

const checks: readonly Check[] = [
  ...deliveryChecks,
  ...senderChecks,
  ...functionChecks,
  ...roleChecks,
  ...encryptionChecks,
  ...dataChecks,
  ...frontDoorChecks,
  ...scheduleChecks,
  ...outcomeChecks,
  ...alarmChecks,
  ...noticeChecks,
  ...metricChecks,
  ...tagChecks,
];

const packages = new Map<Variant, PackagedService>();

beforeAll(async () => {
  await Promise.all(
    variants.map(async (variant) => packages.set(variant, await PackagedService.of(variant.stage, variant.guards))),
  );
});
afterAll(() => {
  for (const service of packages.values()) service.remove();
});

function packaged(variant: Variant): PackagedService {
  const service = packages.get(variant);
  if (!service) throw new Error(`${variant.name} is none of the variants.`);
  return service;
}

describe.each(variants)('packaged for $name', (variant) => {
  test.each(checks)('$rule', ({ problems }) => {
    expect(problems(packaged(variant).template, variant)).toEqual([]);
  });

  test('the stack has the tags that are given, for the bucket that is created first', () => {
    expect(packaged(variant).stackTags).toEqual(variant.guards ? tags : {});
  });

  test.each(functions)('$name is bundled into one file', ({ name }) => {
    expect(Object.keys(packaged(variant).files(name))).toEqual([`functions/${name}.cjs`]);
  });
});

describe('docs/deploy.md tells', () => {
  test('what an idle stage costs', () => {
    expect(toldCosts('defaults')).toEqual(costs(packaged(prod).template));
    expect(toldCosts('everything')).toEqual(costs(packaged(guarded).template));
  });

  test('of each type of resource whether an idle one costs', () => {
    const types = packaged(guarded)
      .template.resources()
      .map(({ at }) => at('Type'));
    expect(types.filter((type) => !knownTypes.includes(String(type)))).toEqual([]);
  });

  test('how many containers a stage uses, and how many queues Lambda polls', () => {
    const guide = readDocument('docs/deploy.md');
    const { length } = functions;
    expect(guide).toContain(
      `A stage uses up to ${length * containers}:\n${length} functions with ${containers} containers`,
    );
    expect(guide).toContain(`Lambda polls each of the ${length} queues`);
  });
});

test('one more alarm is noticed in what a stage costs', () => {
  const { template } = packaged(prod);
  const more = template.with('AnotherAlarm', '', { Type: 'AWS::CloudWatch::Alarm', Properties: {} });
  expect(costs(more)).not.toEqual(costs(template));
});

const breaks = checks.flatMap(({ rule, breaks }) => breaks.map((change) => ({ rule, ...change })));

describe('changed', () => {
  test.each(breaks)('in $resource, “$path”, a template breaks the rule: $rule', ({ rule, ...change }) => {
    const reports = reportsOn(change);
    expect(reports.map((report) => report.rule)).toEqual([rule]);
    expect(reports.flatMap(({ problems }) => problems).join('\n')).toContain(change.reported ?? change.resource);
  });
});

/** The checks that a change makes fail, with what they say. */
function reportsOn({ in: variant, resource, path, to }: Break) {
  const template = packaged(variant).template.with(resource, path, to);
  return checks
    .map(({ rule, problems }) => ({ rule, problems: problems(template, variant) }))
    .filter(({ problems }) => problems.length > 0);
}
