/** A process of a function: the code under test, wired to the models of everything around it. */
import type { SQSRecord } from 'aws-lambda';
import { Deadline } from '../../../lib/delivery/deadline.ts';
import type { Services } from '../../../lib/delivery/delivery.ts';
import type { Command, Operation } from '../../../lib/delivery/operation.ts';
import { CallsInFlight } from '../../../lib/zuora/calls-in-flight.ts';
import { JoinedReads } from '../../../lib/zuora/joined-reads.ts';
import { UserSearches } from '../../../lib/zuora/user-searches.ts';
import { dynamodbClient, secretsManagerClient, sqsClient } from './aws-clients.ts';
import type { Surroundings } from './surroundings.ts';
import type { Invocation } from './trace.ts';
import { Wire } from './wire.ts';

export class Execution {
  readonly #around: Surroundings;
  readonly #operation: Operation<Command>;
  readonly #wire: Wire;
  readonly #services: Services;

  constructor(around: Surroundings, operation: Operation<Command>) {
    this.#around = around;
    this.#operation = around.parts.operation(operation);
    this.#wire = new Wire(around);
    this.#services = services(around, this.#wire);
  }

  get isAlive(): boolean {
    return !this.#wire.isCut;
  }

  get isBusy(): boolean {
    return this.#wire.invocation !== undefined;
  }

  /** The process is gone, with all that it knew. */
  kill(): void {
    this.#wire.cut();
  }

  /** Suspended for longer than anybody thought possible: it goes on with what it was about, its deadline long over. */
  outliveDeadline(): void {
    if (this.#wire.invocation) this.#wire.invocation.outlivedDeadline = true;
  }

  /** @returns the invocation and what failed in it; never, if the process is killed meanwhile */
  async invoke(records: readonly SQSRecord[]): Promise<{ by: Invocation; failures: string[] }> {
    const { parts, settings, timeline } = this.#around;
    const deadlineAt = timeline.now() + settings.functionTimeout;
    const by: Invocation = { records, outlivedDeadline: false, unanswered: [] };
    this.#wire.invocation = by;
    void timeline.until(deadlineAt).then(() => {
      if (this.#wire.invocation === by && !by.outlivedDeadline) this.kill();
    });
    const deadline = new Deadline(deadlineAt, settings, timeline.now);
    const { batchItemFailures } = await parts.deliverBatch(this.#operation, records, this.#services, deadline);
    this.#wire.invocation = undefined;
    return { by, failures: batchItemFailures.map(({ itemIdentifier }) => itemIdentifier) };
  }
}

function services(around: Surroundings, wire: Wire): Services {
  const { parts, timeline, telemetry, random, uuid } = around;
  const settings = parts.settings(around.settings);
  const { now } = timeline;
  const http = parts.http(wire.http);
  const dynamodb = dynamodbClient(wire, around);
  const credentials = new parts.CredentialsCache(secretsManagerClient(wire, around), settings, now, (problem) =>
    telemetry.secretUnreadable(problem),
  );
  const tokens = new parts.TokenCache({ http, credentials, settings, now, random, events: telemetry });
  const inFlight = new CallsInFlight(settings.callsInFlight);
  const searches = new UserSearches(now);
  const joinedReads = new JoinedReads(async () => {});
  return {
    settings,
    telemetry,
    ledger: new parts.Ledger(dynamodb, settings, now),
    accounts: new parts.LinkedAccounts(dynamodb, settings, now, uuid),
    audit: new parts.AuditLog(dynamodb, settings),
    queue: new parts.Queue(sqsClient(wire, around), settings),
    zuora: (caller) =>
      new parts.ZuoraClient({ http, tokens, inFlight, searches, joinedReads, settings, now, onCall: () => {} }, caller),
    now,
    random,
    uuid,
  };
}
