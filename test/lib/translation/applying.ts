/** An operator who applies policies to a stage of translation. */
import type { Policy } from '../../../lib/policy/policy.ts';
import type { InForceRecord } from '../../../lib/policy-in-force/in-force-record.ts';
import { readApplyPreview } from '../../../operator/policy/apply-preview.ts';
import {
  type ApplySession,
  applyPolicy,
  type PolicyApplication,
  readInForce,
} from '../../../operator/policy/policy-application.ts';
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
    return applyPolicy(this.session, await this.#application(policy, known));
  }

  /** Looks first at what becomes of people, as the command does. */
  async applyWithPreview(policy: Policy): Promise<InForceRecord> {
    const application = await this.#application(policy, undefined);
    const session = { ...this.session, interruption: new AbortController().signal };
    const preview = await readApplyPreview(session, undefined, policy, () => undefined);
    return applyPolicy(this.session, { ...application, ...(preview && { overLimit: preview.overLimit }) });
  }

  async #application(policy: Policy, known: InForceRecord | undefined): Promise<PolicyApplication> {
    const [seen, lookQueue] = [known ?? (await this.inForce()), await this.#lookQueue()];
    return { policy, known: seen, by: this.#by, lookQueue, delay: 0 };
  }
}
