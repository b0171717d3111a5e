/** Creates the Lambda function that looks at people: the only place where its effects are chosen. */
import { SQSClient } from '@aws-sdk/client-sqs';
import { answerBatch } from '../delivery/batch.ts';
import { DynamodbClient } from '../dynamodb/dynamodb-client.ts';
import { type Handler, handle } from '../handler.ts';
import { PeoplePages } from '../people/people-pages.ts';
import { PeopleTable } from '../people/people-table.ts';
import { readWalk } from '../people/people-walk.ts';
import { ToldAccounts } from '../people/told-accounts.ts';
import { readPackagedPolicy } from '../policy/packaged-policy.ts';
import type { Policy } from '../policy/policy.ts';
import { PolicyInForce } from '../policy-in-force/policy-choice.ts';
import { SafeguardStore } from '../safeguard/safeguard-store.ts';
import { Telemetry } from '../telemetry.ts';
import { OperationQueues } from './operation-queues.ts';
import { walkPeople } from './people-walking.ts';
import { lookAtPerson, type PersonLookServices } from './person-look.ts';
import { readPersonLookSettings } from './settings.ts';

/**
 * A look is acknowledged, also after a failure, and in a stage without a policy: the person is still due. A walk that could
 * not go on is tried again.
 *
 * @param name of the function
 * @param value the packaged policy; null without one
 * @throws ServiceError `bad-policy`, or `bad-settings` for an invalid environment
 */
export function createPersonLookHandler(name: string, value: unknown): Handler {
  const services = createServices(value === null ? undefined : readPackagedPolicy(value));
  return handle(name, services, (records, deadline) =>
    answerBatch(records, services.settings.callsInFlight, async (record) => {
      const look = { name, record, services, deadline };
      const walk = readWalk(record.body);
      if (walk !== undefined) return deadline.allowsMessage() && walkPeople(look, walk);
      if (deadline.allowsMessage()) await lookAtPerson(look);
      return true;
    }),
  );
}

/** @param deployed the policy that was packaged with the function */
function createServices(deployed: Policy | undefined): PersonLookServices {
  const settings = readPersonLookSettings(process.env);
  const dynamodb = DynamodbClient.fromEnvironment(process.env);
  const { now } = Date;
  const telemetry = new Telemetry();
  return {
    settings,
    telemetry,
    policies: PolicyInForce.over(dynamodb, settings, { deployed, now, telemetry }),
    queues: new OperationQueues(new SQSClient({ useQueueUrlAsEndpoint: false }), settings),
    people: new PeopleTable(dynamodb, settings, now),
    safeguard: SafeguardStore.over(dynamodb, settings, now),
    pages: new PeoplePages(dynamodb, settings),
    accounts: new ToldAccounts(dynamodb, settings, now),
    now,
  };
}
