/** What a function is given: its share of calls, its settings, its runtime. */

import * as z from 'zod';
import { packEntityIds } from '../../../lib/entity-id.ts';
import { functionSettings, readEnvironment, readSettings } from '../../../lib/settings.ts';
import { readSweepSettings } from '../../../lib/sweep/settings.ts';
import { readPersonLookSettings, readTranslationSettings } from '../../../lib/translation/settings.ts';
import type { Check } from '../check.ts';
import {
  containers,
  functions,
  type Operation,
  operations,
  personLooks,
  sweeps,
  translations,
  withEvents,
} from '../operations.ts';
import { differences } from '../template.ts';
import { dev, guarded, prod, vpc } from '../variants.ts';

const variables = 'Properties.Environment.Variables';
const environment = z.record(z.string(), z.string());

/** @throws ServiceError that names what does not fit */
function settingsOf(operation: Operation, given: Record<string, string>): unknown {
  if (translations.includes(operation)) return readTranslationSettings(given);
  if (sweeps.includes(operation)) return readSweepSettings(given);
  if (personLooks.includes(operation)) return readPersonLookSettings(given);
  return withEvents.includes(operation)
    ? readSettings(given)
    : readEnvironment(z.strictObject(functionSettings), given);
}

/** The weights of all functions together are ten, so with 20 calls a weight is what each of two containers has. */
function atOnce({ weight, callsInFlight }: Operation, calls: number): number | undefined {
  return weight === undefined ? callsInFlight : (weight * calls) / 20;
}

export const functionChecks: Check[] = [
  {
    rule: 'a mapping uses two containers, and none is reserved below it',
    problems: (template) =>
      functions.flatMap((operation) => [
        ...differences(template.one(operation.mapping), { 'Properties.ScalingConfig.MaximumConcurrency': containers }),
        ...differences(template.one(operation.function), { 'Properties.ReservedConcurrentExecutions': undefined }),
      ]),
    breaks: [
      {
        in: prod,
        resource: 'RequestUserAccessEventSourceMappingSQSUserAccessRequestsQueue',
        path: 'Properties.ScalingConfig.MaximumConcurrency',
        to: 1,
      },
      {
        in: dev,
        resource: 'RequestUserAccessLambdaFunction',
        path: 'Properties.ReservedConcurrentExecutions',
        to: 1,
      },
    ],
  },
  {
    rule: 'a container makes as many calls at once as its weight gives it, or works on as many messages as serverless.yml says',
    problems: (template, { guards }) =>
      functions.flatMap((operation) =>
        differences(template.one(operation.function), {
          [`${variables}.ZUORA_ACCESS_CALLS_IN_FLIGHT`]: String(
            atOnce(operation, Number(guards?.['zuoraCallsInFlight'] ?? 20)),
          ),
        }),
      ),
    breaks: [
      {
        in: prod,
        resource: 'InitiateEntityConnectionLambdaFunction',
        path: `${variables}.ZUORA_ACCESS_CALLS_IN_FLIGHT`,
        to: '3',
      },
    ],
  },
  {
    rule: 'a function gets settings that fit together',
    problems: (template) =>
      functions.flatMap((operation) => {
        try {
          settingsOf(operation, environment.parse(template.one(operation.function).at(variables)));
          return [];
        } catch (error) {
          return [`${operation.function}: ${error}`];
        }
      }),
    breaks: [
      {
        in: prod,
        resource: 'AcceptEntityConnectionLambdaFunction',
        path: `${variables}.ZUORA_ACCESS_READ_TIMEOUT_SECONDS`,
        to: undefined,
      },
      {
        in: dev,
        resource: 'RequestUserAccessLambdaFunction',
        path: `${variables}.ZUORA_ACCESS_LEASE_GRACE_SECONDS`,
        to: '60',
      },
      {
        in: prod,
        resource: 'SweepAccountsLambdaFunction',
        path: `${variables}.ZUORA_ACCESS_LOOK_QUEUE`,
        to: undefined,
      },
      {
        in: prod,
        resource: 'ConvergeAccountLambdaFunction',
        path: `${variables}.ZUORA_ACCESS_LOOK_QUEUE`,
        to: 'zuora-access-prod-account-looks',
      },
      {
        in: prod,
        resource: 'ApplyAccessDecisionLambdaFunction',
        path: `${variables}.ZUORA_ACCESS_PEOPLE`,
        to: 'zuora-access-prod-people',
      },
      {
        in: prod,
        resource: 'TranslateIdentityEventLambdaFunction',
        path: `${variables}.ZUORA_ACCESS_ACCOUNTS`,
        to: 'zuora-access-prod-accounts',
      },
    ],
  },
  {
    rule: 'translation is told the table of people, for how long it keeps them, and the queues that it sends to',
    problems: (template, { stage, guards }) =>
      translations.flatMap((operation) =>
        differences(template.one(operation.function), {
          [`${variables}.ZUORA_ACCESS_PEOPLE`]: `zuora-access-${stage}-people`,
          [`${variables}.ZUORA_ACCESS_PERSON_RETENTION_DAYS`]: guards?.['personRetentionDays'] ?? '400',
          [`${variables}.ZUORA_ACCESS_REQUEST_QUEUE`]: `zuora-access-${stage}-user-access-requests`,
          [`${variables}.ZUORA_ACCESS_REVOCATION_QUEUE`]: `zuora-access-${stage}-access-revocations`,
          [`${variables}.ZUORA_ACCESS_DECISION_QUEUE`]: `zuora-access-${stage}-access-decisions`,
        }),
      ),
    breaks: [
      {
        in: prod,
        resource: 'TranslateIdentityEventLambdaFunction',
        path: `${variables}.ZUORA_ACCESS_PEOPLE`,
        to: 'zuora-access-prod-accounts',
      },
      {
        in: guarded,
        resource: 'TranslateIdentityEventLambdaFunction',
        path: `${variables}.ZUORA_ACCESS_PERSON_RETENTION_DAYS`,
        to: '400',
      },
    ],
  },
  {
    rule: 'a look at people is told the tables of people and of accounts, and the queue of decisions',
    problems: (template, { stage, guards }) =>
      personLooks.flatMap((operation) =>
        differences(template.one(operation.function), {
          [`${variables}.ZUORA_ACCESS_PEOPLE`]: `zuora-access-${stage}-people`,
          [`${variables}.ZUORA_ACCESS_PERSON_RETENTION_DAYS`]: guards?.['personRetentionDays'] ?? '400',
          [`${variables}.ZUORA_ACCESS_ACCOUNTS`]: `zuora-access-${stage}-accounts`,
          [`${variables}.ZUORA_ACCESS_DECISION_QUEUE`]: `zuora-access-${stage}-access-decisions`,
        }),
      ),
    breaks: [
      {
        in: prod,
        resource: 'DecidePersonLambdaFunction',
        path: `${variables}.ZUORA_ACCESS_DECISION_QUEUE`,
        to: 'zuora-access-prod-access-revocations',
      },
      {
        in: dev,
        resource: 'DecidePersonLambdaFunction',
        path: `${variables}.ZUORA_ACCESS_ACCOUNTS`,
        to: 'zuora-access-dev-people',
      },
    ],
  },
  {
    rule: 'a function that sends to its own queue may do so as often as it likes, and no other may',
    problems: (template) =>
      functions.flatMap((operation) =>
        differences(template.one(operation.function), {
          'Properties.RecursiveLoop': [...translations, ...personLooks].includes(operation) ? 'Allow' : undefined,
        }),
      ),
    breaks: [
      { in: prod, resource: 'DecidePersonLambdaFunction', path: 'Properties.RecursiveLoop', to: 'Terminate' },
      { in: dev, resource: 'TranslateIdentityEventLambdaFunction', path: 'Properties.RecursiveLoop', to: undefined },
      { in: prod, resource: 'SweepAccountsLambdaFunction', path: 'Properties.RecursiveLoop', to: 'Allow' },
    ],
  },
  {
    rule: 'a function runs on Node 24',
    problems: (template) =>
      template
        .all('AWS::Lambda::Function')
        .flatMap((lambda) => differences(lambda, { 'Properties.Runtime': 'nodejs24.x' })),
    breaks: [{ in: prod, resource: 'RequestUserAccessLambdaFunction', path: 'Properties.Runtime', to: 'nodejs20.x' }],
  },
  {
    rule: 'a function is in the VPC that is given, and in none without one',
    problems: (template, { guards }) =>
      functions.flatMap((operation) =>
        differences(template.one(operation.function), {
          'Properties.VpcConfig': guards
            ? { SubnetIds: vpc.subnetIds, SecurityGroupIds: vpc.securityGroupIds }
            : undefined,
        }),
      ),
    breaks: [
      { in: guarded, resource: 'RequestUserAccessLambdaFunction', path: 'Properties.VpcConfig', to: undefined },
      {
        in: prod,
        resource: 'TranslateIdentityEventLambdaFunction',
        path: 'Properties.VpcConfig',
        to: { SubnetIds: vpc.subnetIds, SecurityGroupIds: vpc.securityGroupIds },
      },
    ],
  },
  {
    rule: 'a function is traced where that is wanted',
    problems: (template, { guards }) =>
      functions.flatMap((operation) =>
        differences(template.one(operation.function), {
          'Properties.TracingConfig': guards ? { Mode: 'Active' } : undefined,
        }),
      ),
    breaks: [
      { in: guarded, resource: 'RequestUserAccessLambdaFunction', path: 'Properties.TracingConfig', to: undefined },
      {
        in: dev,
        resource: 'RequestUserAccessLambdaFunction',
        path: 'Properties.TracingConfig',
        to: { Mode: 'Active' },
      },
    ],
  },
  {
    rule: 'the functions are told which entities and username domains are allowed',
    problems: (template, { guards }) =>
      functions.flatMap((operation) =>
        differences(template.one(operation.function), {
          [`${variables}.ZUORA_ACCESS_ALLOWED_ENTITY_IDS`]: packEntityIds(
            guards?.['allowedEntityIds']?.split(',') ?? [],
          ),
          [`${variables}.ZUORA_ACCESS_ALLOWED_USERNAME_DOMAINS`]: guards?.['allowedUsernameDomains'] ?? '',
        }),
      ),
    breaks: [
      {
        in: guarded,
        resource: 'AcceptEntityConnectionLambdaFunction',
        path: `${variables}.ZUORA_ACCESS_ALLOWED_ENTITY_IDS`,
        to: '',
      },
      {
        in: guarded,
        resource: 'RequestUserAccessLambdaFunction',
        path: `${variables}.ZUORA_ACCESS_ALLOWED_USERNAME_DOMAINS`,
        to: undefined,
      },
    ],
  },
  {
    rule: 'the functions that call Zuora are told which logins are protected, and where they approve requests',
    problems: (template, { guards, stage }) =>
      operations.flatMap((operation) =>
        differences(template.one(operation.function), {
          [`${variables}.ZUORA_ACCESS_AUTOMATIC_ENTITY_IDS`]: '',
          [`${variables}.ZUORA_ACCESS_PROTECTED_USERNAMES`]:
            guards?.['protectedUsernames'] ?? (stage === 'local' ? 'zuora-service@example.com' : ''),
        }),
      ),
    breaks: [
      {
        in: guarded,
        resource: 'ConvergeAccountLambdaFunction',
        path: `${variables}.ZUORA_ACCESS_PROTECTED_USERNAMES`,
        to: '',
      },
      {
        in: prod,
        resource: 'RequestUserAccessLambdaFunction',
        path: `${variables}.ZUORA_ACCESS_AUTOMATIC_ENTITY_IDS`,
        to: packEntityIds(['5eed0000000040008000000000000004']),
      },
    ],
  },
  {
    rule: 'AWS credentials are in the environment of stage local alone, where they open nothing',
    problems: (template, { stage }) =>
      functions.flatMap((operation) =>
        differences(template.one(operation.function), {
          [`${variables}.AWS_ACCESS_KEY_ID`]: stage === 'local' ? 'local' : undefined,
          [`${variables}.AWS_SECRET_ACCESS_KEY`]: stage === 'local' ? 'local' : undefined,
        }),
      ),
    breaks: [
      {
        in: prod,
        resource: 'RequestUserAccessLambdaFunction',
        path: `${variables}.AWS_SECRET_ACCESS_KEY`,
        to: 'an operator’s',
      },
    ],
  },
];
