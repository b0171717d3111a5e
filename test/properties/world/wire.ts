/** Everything that leaves a process and comes back to it: the places where it can be held up, lost or cut off. */
import { type Answer, unanswered } from '../../../lib/zuora/failure.ts';
import type { Http } from '../../../lib/zuora/http.ts';
import type { Fate } from './fates.ts';
import type { Surroundings } from './surroundings.ts';
import type { Invocation, ZuoraCall } from './trace.ts';

export class Wire {
  readonly #around: Surroundings;
  #cut = false;
  /** Whose calls these are; none between two invocations. */
  invocation: Invocation | undefined;

  constructor(around: Surroundings) {
    this.#around = around;
  }

  get isCut(): boolean {
    return this.#cut;
  }

  /** Nothing leaves any more, and nothing comes back. What has left goes its way. */
  cut(): void {
    this.#cut = true;
  }

  /** A call to AWS. */
  async aws<Output>(effect: string, perform: () => Output): Promise<Output> {
    const fate = this.#around.fates.take(effect);
    await this.#turn(`${effect} leaves`);
    if (fate.kind === 'is not sent') throw this.#unanswered(effect);
    if (fate.kind === 'is repeated') this.#outcomeOf(perform);
    const outcome = this.#outcomeOf(perform);
    await this.#turn(`${effect} returns`);
    if (fate.kind === 'loses its answer') throw this.#unanswered(effect);
    return outcome();
  }

  /** A call to Zuora, given up when its time is over, however long Zuora works on. */
  readonly http: Http = async ({ name, isWrite }, { method, url, headers, body = '', timeout }) => {
    const { timeline, trace, fates, moment } = this.#around;
    const { invocation: by } = this;
    const effect = name === 'token request' ? 'token' : isWrite ? 'act' : 'look';
    const call: ZuoraCall = { sent: moment(), by, effect, method, url: new URL(url), headers, body, changes: [] };
    trace.calls.push(call);
    const end = timeline.now() + timeout;
    const fate = fates.take(effect);
    await this.#turn(`${effect} leaves`);
    const answer =
      fate.kind === 'is not sent' || timeline.now() > end ? undefined : await this.#answer(call, fate, end);
    await this.#turn(`${effect} returns`);
    call.over = moment();
    if (!answer || fate.kind === 'loses its answer' || timeline.now() > end)
      throw unanswered({ name, isWrite }, 'timeout');
    call.heard = fate.kind === 'is masked' ? { status: fate.status, headers: {}, body: 'Bad Gateway' } : answer;
    return call.heard;
  };

  async #answer(call: ZuoraCall, fate: Fate, end: number): Promise<Answer | undefined> {
    const { timeline, tenants, trace, moment } = this.#around;
    const tenant = tenants.find(({ host }) => host === call.url.host);
    if (!tenant) throw this.#problem(new Error(`A call went to ${call.url.host}, which is not Zuora.`));
    const answered = async (): Promise<Answer> => {
      call.begun = moment();
      const { answer, changes } = await tenant.answer(call, fate);
      call.ended = moment();
      call.answer = answer;
      call.changes = changes;
      const [, token] = /"access_token":"(.+?)"/.exec(answer.body) ?? [];
      if (token) {
        trace.secrets.add(token);
        trace.issuers.set(token, tenant.host);
      }
      return answer;
    };
    return Promise.race([answered(), timeline.until(end).then(() => undefined)]);
  }

  async #turn(label: string): Promise<void> {
    await this.#around.turn(label);
    if (this.#cut) await new Promise(() => {});
  }

  /** Not for the code under test to cope with. */
  #problem(error: unknown): unknown {
    this.#around.problems.push(error);
    return error;
  }

  #unanswered(effect: string): Error {
    this.invocation?.unanswered.push(effect);
    return new Error(`${effect} was not answered`);
  }

  /** Lets something happen now, whose result is heard of later. */
  #outcomeOf<Output>(perform: () => Output): () => Output {
    try {
      const output = perform();
      return () => output;
    } catch (error) {
      const isAnswer = error instanceof Error && '$fault' in error;
      return () => {
        throw isAnswer ? error : this.#problem(error);
      };
    }
  }
}
