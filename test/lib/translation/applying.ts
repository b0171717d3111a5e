/** An operator who applies policies to a stage of translation. */
import type { Policy } from '../../../lib/policy/policy.ts';
import type { InForceRecord } from '../../../lib/policy-in-force/in-force-record.ts';
import { type ApplySession, applyPolicy, readInForce } from '../../../operator/policy/policy-application.ts';
import type { AwsParts, Translation } from './translation.ts';

export class Operator {
  readonly session: ApplySession;
  readonly #by: string;
  readonly #lookQueue: () => Promise<string>;

  constructor({ sqs, dynamodb }: AwsParts, { settings, clock }: Translation, name = 'grace') {
    this.#by = `arn:aws:iam::000000000000:user/${name}`;
    this.session = { aws: { sqs, dynamodb }, stack: { people: settings.people }, now: clock.now };
    this.#lookQueue = async () => (await sqs.getQueueUrl({ QueueName: settings.personLookQueue })).QueueUrl ?? '';
  }

  /** What is in force. */
  inForce(): Promise<InForceRecord | undefined> {
    return readInForce(this.session);
  }

  /** @param known what the operator has seen; what is in force if left out */
  async apply(policy: Policy, known?: InForceRecord): Promise<InForceRecord> {
    const [seen, lookQueue] = [known ?? (await this.inForce()), await this.#lookQueue()];
    return applyPolicy(this.session, { policy, known: seen, by: this.#by, lookQueue, delay: 0 });
  }
}
