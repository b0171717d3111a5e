/** The stage that the console shows, and what its routes share. */
import type { Policy } from '../lib/policy/policy.ts';
import { readStagePolicy } from '../operator/policy/chosen-policy.ts';
import { entityNaming, type NameEntity } from '../operator/policy/entity-naming.ts';
import { findPolicy } from '../operator/policy/found-policy.ts';
import { callerArn } from '../operator/stack/caller.ts';
import type { Session } from '../operator/stack/session.ts';

/** What a front end knows of the stage. */
export interface StageOptions {
  /** Called for the first request. */
  readonly openSession: () => Promise<Omit<Session, 'interruption'>>;
  /** Another policy file than the stage's own. */
  readonly policyFile?: string | undefined;
  /** Leads to the AWS of the stage. */
  readonly env: NodeJS.ProcessEnv;
  /** Of the Zuora sandbox of a local stack; undefined where Zuora itself is called. */
  readonly sandboxUrl?: string | undefined;
  /** Prints a line for the operator at the terminal. */
  readonly notice: (text: string) => void;
}

/** A sentence about what somebody is about to do, such as `redrives 3 dead letters`. */
type Deed = string;

export class Stage {
  /** Work of the console ends when it closes. */
  readonly session: Session;
  readonly #options: StageOptions;
  #caller: Promise<string> | undefined;

  constructor(options: StageOptions, session: Omit<Session, 'interruption'>, interruption: AbortSignal) {
    this.session = { ...session, interruption };
    this.#options = options;
  }

  get policyFile(): string | undefined {
    return this.#options.policyFile;
  }

  get sandboxUrl(): string | undefined {
    return this.#options.sandboxUrl;
  }

  get env(): NodeJS.ProcessEnv {
    return this.#options.env;
  }

  /** The same stage, for work that also ends with this signal. */
  until(end: AbortSignal): Stage {
    return new Stage(this.#options, this.session, AbortSignal.any([this.session.interruption, end]));
  }

  /** Undefined if there is none, or a broken one. Read anew each time: its file may change. */
  policy(): Promise<Policy | undefined> {
    return findPolicy(this.session.stack.stage, this.#options.policyFile);
  }

  /** @throws NotFound, UnreadableFile or ServiceError `bad-policy` */
  requirePolicy(): Promise<Policy> {
    return readStagePolicy(this.session.stack.stage, this.#options.policyFile);
  }

  async nameEntity(): Promise<NameEntity> {
    return entityNaming(await this.policy());
  }

  /** The identity of the operator's AWS credentials. */
  caller(): Promise<string> {
    this.#caller ??= callerArn(this.session).catch((error) => {
      this.#caller = undefined;
      throw error;
    });
    return this.#caller;
  }

  /**
   * Writes down who does what, before it is done.
   *
   * @returns who: the identity of the operator's AWS credentials
   */
  async log(deed: Deed): Promise<string> {
    const caller = await this.caller();
    const { session } = this;
    this.#options.notice(
      `${new Date(session.now()).toISOString()}  console  ${caller} ${deed} in stage ${session.stack.stage}`,
    );
    return caller;
  }
}
