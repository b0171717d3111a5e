/** The code under test with one bug each, and the invariant that must notice. */
import type { UpdateItemCommandInput } from '@aws-sdk/client-dynamodb';
import { LinkedAccounts } from '../../lib/account/linked-accounts.ts';
import { deliverBatch } from '../../lib/delivery/batch.ts';
import { BadEvent } from '../../lib/errors.ts';
import { Ledger } from '../../lib/ledger/ledger.ts';
import { Queue } from '../../lib/sqs/queue.ts';
import type { Call } from '../../lib/zuora/calls.ts';
import { type Caller, ZuoraClient } from '../../lib/zuora/client.ts';
import { type Grant, TokenCache, type TokenUser } from '../../lib/zuora/token-cache.ts';
import type { Parts } from './parts.ts';

export interface PlantedBug {
  readonly bug: string;
  readonly breaks: string;
  /** The operation that it shows in. Left out, it shows in any. */
  readonly operation?: string;
  /** Of publishers, by their places in the list; any, if left out. */
  readonly wishes?: readonly number[];
  readonly parts: Partial<Parts>;
}

export const plantedBugs: readonly PlantedBug[] = [
  {
    bug: 'a queue that acknowledges before it has sent the dead letter',
    breaks: 'no message is lost',
    parts: {
      Queue: class extends Queue {
        override async sendDeadLetter(): Promise<void> {}
      },
    },
  },
  {
    bug: 'a delay beyond what the queue keeps',
    breaks: 'no message is lost',
    parts: {
      Queue: class extends Queue {
        override changeVisibility(record: Parameters<Queue['changeVisibility']>[0]): Promise<void> {
          return super.changeVisibility(record, 5 * 24 * 3_600_000);
        }
      },
    },
  },
  {
    bug: 'a batch that fails with any of its messages',
    breaks: 'the batch answer is exact',
    parts: {
      deliverBatch: async (operation, records, services, deadline) => {
        const { batchItemFailures } = await deliverBatch(operation, records, services, deadline);
        const all = records.map(({ messageId }) => ({ itemIdentifier: messageId }));
        return { batchItemFailures: batchItemFailures.length > 0 ? all : [] };
      },
    },
  },
  {
    bug: 'a window of a minute',
    breaks: 'no message is dead-lettered before its time',
    parts: { settings: (settings) => ({ ...settings, retryWindow: 60_000 }) },
  },
  {
    bug: 'a message that answers for rejected credentials',
    breaks: 'no message is dead-lettered before its time',
    parts: {
      TokenCache: class extends TokenCache {
        override async grant(user: TokenUser): Promise<Grant> {
          return super.grant(user).catch(({ reason, message }) => {
            throw new BadEvent(reason, message);
          });
        }
      },
    },
  },
  {
    bug: 'a held record taken for another event',
    breaks: 'no message is dead-lettered before its time',
    parts: {
      Ledger: class extends Ledger {
        override async claim(claim: Parameters<Ledger['claim']>[0]): ReturnType<Ledger['claim']> {
          const claimed = await super.claim(claim);
          return 'is' in claimed && claimed.is === 'held' ? { is: 'mismatch' } : claimed;
        }
      },
    },
  },
  {
    bug: 'a ledger that does not fence',
    breaks: 'a stale owner never overwrites its successor',
    parts: { update: (input) => (isClaim(input) ? input : unconditional(input)) },
  },
  {
    bug: 'a ledger that takes every record',
    breaks: 'a record is taken from nobody who may be at work',
    parts: { update: (input) => (isClaim(input) ? unconditional(input) : input) },
  },
  {
    bug: 'a ledger that does not renew the record of an event that comes again',
    breaks: 'a done event is remembered from its last delivery on',
    parts: { update: keepingExpiry },
  },
  {
    bug: 'a lease that is over at once',
    breaks: 'the same event is never written to one entity by two at a time',
    parts: {
      Ledger: class extends Ledger {
        override claim(claim: Parameters<Ledger['claim']>[0]): ReturnType<Ledger['claim']> {
          return super.claim({ ...claim, leaseExpiresAt: 0 });
        }
      },
    },
  },
  {
    bug: 'a lease that ends before its invocation',
    breaks: 'the same event is never written to one entity by two at a time',
    parts: { settings: (settings) => ({ ...settings, leaseGrace: -100_000 }) },
  },
  {
    bug: 'a look that never looks twice',
    breaks: 'at most one effective change per event',
    parts: { ZuoraClient: lookingOnce() },
  },
  {
    bug: 'a refusal that is taken at its word',
    breaks: 'no message is dead-lettered as refused unless a look has shown that it is not done',
    parts: { ZuoraClient: lookingOnce() },
  },
  {
    bug: 'a ledger that forgets what is done',
    breaks: 'at most one effective change per event',
    operation: 'requestUserAccess', // A look shows all that the others have done.
    parts: {
      Ledger: class extends Ledger {
        override async settle(): Promise<boolean> {
          return true;
        }
      },
      // The account remembers what was asked, too.
      LinkedAccounts: class extends LinkedAccounts {
        override release(...[lease]: Parameters<LinkedAccounts['release']>) {
          return super.release(lease, lease.stored);
        }
      },
    },
  },
  {
    bug: 'a client that all messages share',
    breaks: 'no call has a key of another event or a token of another tenant',
    parts: { ZuoraClient: sharedClient() },
  },
  {
    bug: 'a token that is kept over a move to another tenant',
    breaks: 'no call has a key of another event or a token of another tenant',
    parts: {
      TokenCache: class extends TokenCache {
        #first: Grant | undefined;

        override async grant(user: TokenUser): Promise<Grant> {
          const grant = await super.grant(user);
          this.#first ??= grant;
          return { ...grant, token: this.#first.token };
        }
      },
    },
  },
  {
    bug: 'a key that is never given up',
    breaks: 'an idempotency key is given up when its answer is a failure, and only then',
    parts: { ZuoraClient: clientWith(({ value }) => ({ value, advanceEpoch: () => {} })) },
  },
  {
    bug: 'a key for each attempt',
    breaks: 'an idempotency key is given up when its answer is a failure, and only then',
    parts: {
      ZuoraClient: clientWith((key) => ({
        value: `${key.value}.${nextNumber()}`,
        advanceEpoch: () => key.advanceEpoch(),
      })),
    },
  },
  {
    bug: 'a handler that does not wait for all of its messages',
    breaks: 'nothing is sent to Zuora after the handler has returned',
    parts: {
      deliverBatch: async (operation, [first, ...others], services, deadline) => {
        void deliverBatch(operation, others, services, deadline);
        const { batchItemFailures } = await deliverBatch(operation, first ? [first] : [], services, deadline);
        const left = others.map(({ messageId }) => ({ itemIdentifier: messageId }));
        return { batchItemFailures: [...batchItemFailures, ...left] };
      },
    },
  },
  {
    bug: 'an HTTP client whose error quotes the request',
    breaks: 'no secret, token or client secret is shown',
    parts: {
      http: (http) => (call, request) =>
        http(call, request).catch(() => {
          throw new Error(JSON.stringify(request));
        }),
    },
  },
];

function isClaim({ UpdateExpression = '' }: UpdateItemCommandInput): boolean {
  return UpdateExpression.includes('#owner = ');
}

function unconditional({ ConditionExpression: _, ...input }: UpdateItemCommandInput): UpdateItemCommandInput {
  return input;
}

/** A delivery that finds its event done writes nothing but the expiry. */
function keepingExpiry(input: UpdateItemCommandInput): UpdateItemCommandInput {
  const renews = /^SET #version = :version, #expiresAt = :expiresAt$/.test(input.UpdateExpression ?? '');
  return renews ? { ...input, UpdateExpression: 'SET #version = :version' } : input;
}

/** What a process has read once, it never reads again. */
function lookingOnce(): typeof ZuoraClient {
  const answersOf = new WeakMap<object, Map<string, unknown>>();
  return class extends ZuoraClient {
    readonly #answers: Map<string, unknown>;

    constructor(...[options, caller]: ConstructorParameters<typeof ZuoraClient>) {
      super(options, caller);
      this.#answers = answersOf.get(options.searches) ?? new Map();
      answersOf.set(options.searches, this.#answers);
    }

    override async call<Parameters, Result>(call: Call<Parameters, Result>, parameters: Parameters): Promise<Result> {
      if (call.method !== 'GET') return super.call(call, parameters);
      const key = JSON.stringify([call.name, parameters, await this.entityId()]);
      const answer = this.#answers.get(key) ?? (await super.call(call, parameters));
      this.#answers.set(key, answer);
      return answer as Result;
    }
  };
}

type Key = Caller['idempotencyKey'];

let lastNumber = 0;

function nextNumber(): number {
  lastNumber += 1;
  return lastNumber;
}

function clientWith(change: (key: Key) => Key): typeof ZuoraClient {
  return class extends ZuoraClient {
    constructor(...[options, caller]: ConstructorParameters<typeof ZuoraClient>) {
      super(options, { ...caller, idempotencyKey: change(caller.idempotencyKey) });
    }
  };
}

function sharedClient(): typeof ZuoraClient {
  const callers = new WeakMap<object, Caller>();
  return class extends ZuoraClient {
    constructor(...[options, caller]: ConstructorParameters<typeof ZuoraClient>) {
      const first = callers.get(options.tokens) ?? caller;
      callers.set(options.tokens, first);
      super(options, first);
    }
  };
}
