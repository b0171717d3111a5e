/** The model of DynamoDB answers the ledger as dynalite does. */
import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { userAccessRequested } from '../../events/user-access-requested.ts';
import { LinkedAccounts } from '../../lib/account/linked-accounts.ts';
import { readEvent } from '../../lib/event/event.ts';
import { noFailures } from '../../lib/ledger/attempt-history.ts';
import { type Claim, Ledger, type Settlement } from '../../lib/ledger/ledger.ts';
import { causeIdOf } from '../../lib/safeguard/cause.ts';
import { QuarantineSets } from '../../lib/safeguard/quarantine-sets.ts';
import { SafeguardItems } from '../../lib/safeguard/safeguard-items.ts';
import { answerTo, DynamodbTable } from '../../models/dynamodb-table.ts';
import { embeddedAws } from '../../operator/aws-access.ts';
import { SetAnswers } from '../../operator/safeguard/set-answers.ts';
import { Clock } from '../clock.ts';
import { accessEvent, germany, japan, settings } from '../factories.ts';
import { useLedgerTable } from '../services/ledger-table.ts';
import { useAws } from '../services/use-aws.ts';

const ledgerSettings = settings({ ledger: 'ledger', awsTimeout: 10_000 });

const aws = useAws();
const dynamodb = aws.client((settings) => new DynamoDB(settings));
useLedgerTable(dynamodb, ledgerSettings.ledger);
useLedgerTable(dynamodb, ledgerSettings.accounts);

/** A client that asks the model too, before each call to dynalite, and notes both answers. */
function comparing(table: DynamodbTable, answers: { real: unknown; modelled: unknown }[]): DynamoDB {
  const client = new DynamoDB(embeddedAws(aws.url));
  client.middlewareStack.add(
    (next) => async (call) => {
      const { input } = call;
      const modelled = answerOf(() => {
        if ('UpdateExpression' in input) return answerTo(input, table.update(input));
        return { Item: 'Key' in input ? table.get(input) : undefined };
      });
      try {
        const answer = await next(call);
        const { $metadata: _, ...real } = answer.output;
        answers.push({ modelled, real });
        return answer;
      } catch (error) {
        answers.push({ modelled, real: String(error) });
        throw error;
      }
    },
    { step: 'initialize' },
  );
  return client;
}

function answerOf(call: () => object): unknown {
  try {
    return call();
  } catch (error) {
    return String(error);
  }
}

const step = fc.record({
  wait: fc.constantFrom(0, 1000, 300_000),
  action: fc.constantFrom('claim', 'applied', 'retry', 'dead-letter'),
  target: fc.constantFrom(germany, japan),
  /** Which attempt acts: now and then one that was thought gone. */
  owner: fc.constantFrom('first', 'second'),
});

test('the ledger finds the same in the model as in dynalite, whatever it does', async () => {
  const steps = fc.array(step, { minLength: 5, maxLength: 15 });
  const property = fc.asyncProperty(steps, fc.uuid(), async (sequence, id) => {
    const clock = new Clock();
    const answers: { real: unknown; modelled: unknown }[] = [];
    const ledger = new Ledger(comparing(new DynamodbTable(clock.now), answers), ledgerSettings, clock.now);
    for (const { wait, action, target, owner } of sequence) {
      clock.advance(wait);
      const body = JSON.stringify(accessEvent({ id }, { targetEntityIds: [target] }));
      const event = readEvent('requestUserAccess', userAccessRequested, body, 'message');
      const claim: Claim = {
        ...{ operation: 'requestUserAccess', event, messageId: `of ${owner}` },
        ...{ owner, leaseExpiresAt: clock.now() + 250_000 },
      };
      if (action === 'claim') await ledger.claim(claim);
      else await ledger.settle(claim, settlement(action, clock.now()));
    }
    for (const { modelled, real } of answers) expect(modelled).toEqual(real);
  });
  await fc.assert(property, { numRuns: 40 });
});

test('a linked account finds the same in the model as in dynalite, also after its attempt was cut off', async () => {
  const clock = new Clock();
  const answers: { real: unknown; modelled: unknown }[] = [];
  const client = comparing(new DynamodbTable(clock.now), answers);
  const accounts = new LinkedAccounts(client, ledgerSettings, clock.now, () => 'account');
  const assignment = { time: clock.now(), event: 'one', isEnded: false };
  const change = { kind: 'request', entityIds: [germany], key: 'hr', assignment } as const;
  const unreleased = (owner: string) => accounts.acquireUnreleased('ada', 'one', owner, clock.now() + 250_000);
  await accounts.acquire('ada', { event: 'one', change }, 'first', clock.now() + 250_000);
  expect(await unreleased('second')).toMatchObject({ is: 'held' });
  clock.advance(250_000);
  const lease = await unreleased('second');
  if (!lease || 'is' in lease) throw new Error('The account was not acquired.');
  await accounts.release(lease, lease.known);
  expect(await unreleased('third')).toBeUndefined();
  for (const { modelled, real } of answers) expect(modelled).toEqual(real);
});

test('a set of the safeguard opens and closes in the model as in dynalite', async () => {
  const clock = new Clock();
  const answers: { real: unknown; modelled: unknown }[] = [];
  const client = comparing(new DynamodbTable(clock.now), answers);
  const items = new SafeguardItems(client, { people: ledgerSettings.ledger, awsTimeout: 10_000 }, clock.now);
  const [sets, said] = [new QuarantineSets(items, clock.now), new SetAnswers(items, clock.now)];
  const cause = 'source okta';
  const open = () => sets.open('revocations', { id: causeIdOf(cause), words: cause, rank: 0 });
  const first = await open();
  expect(await open()).toEqual(first);
  clock.advance(60_000);
  await said.close({ ...first, set: 'another one' });
  expect(await open()).toEqual(first);
  await said.close(first);
  expect((await open()).set).not.toBe(first.set);
  for (const { modelled, real } of answers) expect(modelled).toEqual(real);
});

function settlement(outcome: 'applied' | 'retry' | 'dead-letter', leaseExpiresAt: number): Settlement {
  const answered = outcome !== 'retry';
  return {
    outcome,
    history: { attempts: 1, waited: 0, failures: noFailures },
    leaseExpiresAt,
    epoch: 1,
    zuoraRequestId: answered ? 'for-support' : undefined,
    entityId: answered ? 'entity' : undefined,
  };
}
