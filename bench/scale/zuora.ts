/** Zuora in virtual time, with its limits, an outage and failures by chance. */
import { type Answer, unanswered } from '../../lib/zuora/failure.ts';
import type { Http } from '../../lib/zuora/http.ts';
import type { Timeline } from '../../models/timeline.ts';
import { MinuteCounts } from './minute-counts.ts';
import { home, indexOf, type Work } from './work.ts';

export interface ZuoraLimits {
  /** Calls at once in an entity. */
  readonly inFlight: number;
  readonly callsPerMinute: number;
  /** From one address. */
  readonly tokensPerMinute: number;
}

/** Those of a production tenant: https://developer.zuora.com/docs/guides/rate-limits/ */
export const productionLimits: ZuoraLimits = { inFlight: 40, callsPerMinute: 50_000, tokensPerMinute: 100 };

export interface Outage {
  /** Milliseconds after the start. */
  readonly from: number;
  readonly until: number;
  /** Whether connections are refused, a gateway answers 503, or nothing answers. */
  readonly kind: 'refused' | 'unavailable' | 'silent';
}

export interface ZuoraOptions {
  readonly timeline: Timeline;
  readonly random: () => number;
  readonly messages: number;
  readonly work: Pick<Work, 'look' | 'written'>;
  /** Of an answer, on average; milliseconds. */
  readonly latency: number;
  readonly limits: ZuoraLimits;
  readonly outage?: Outage | undefined;
  /** Of a call, that it fails: in four of five cases with 503, else Zuora carries it out and does not answer. */
  readonly faults: number;
}

type Sent = Parameters<Http>;

export class SimulatedZuora {
  readonly #options: ZuoraOptions;
  readonly #startedAt: number;
  #inFlight = 0;
  /** How often the work of each message was done. */
  readonly done: Uint8Array;
  readonly calls: MinuteCounts;
  readonly tokens: MinuteCounts;
  maxInFlight = 0;
  throttled = 0;

  constructor(options: ZuoraOptions) {
    this.#options = options;
    this.#startedAt = options.timeline.now();
    this.done = new Uint8Array(options.messages);
    this.calls = new MinuteCounts(options.timeline.now);
    this.tokens = new MinuteCounts(options.timeline.now);
  }

  readonly http: Http = async (...sent) => {
    const isToken = sent[1].url.endsWith('/oauth/token');
    (isToken ? this.tokens : this.calls).add();
    if (this.#isDown) return this.#failed(...sent);
    this.#inFlight += 1;
    try {
      return await this.#answered(sent, isToken);
    } finally {
      this.#inFlight -= 1;
    }
  };

  get #isDown(): boolean {
    const { outage, timeline } = this.#options;
    const elapsed = timeline.now() - this.#startedAt;
    return outage !== undefined && elapsed >= outage.from && elapsed < outage.until;
  }

  async #failed(...[call, { timeout }]: Sent): Promise<Answer> {
    const { outage, latency } = this.#options;
    if (outage?.kind === 'refused') {
      await this.#sleep(5);
      throw unanswered(call, 'ECONNREFUSED');
    }
    await this.#sleep(outage?.kind === 'silent' ? timeout : latency / 4);
    if (outage?.kind === 'silent') throw unanswered(call, 'timeout');
    return unavailable;
  }

  async #answered([call, { method, headers, timeout }]: Sent, isToken: boolean): Promise<Answer> {
    const { limits, latency, random, faults } = this.#options;
    if (isToken && this.tokens.ofThisMinute > limits.tokensPerMinute) return this.#overRate(this.tokens);
    if (!isToken && this.calls.ofThisMinute > limits.callsPerMinute) return this.#overRate(this.calls);
    if (!isToken && this.#inFlight > limits.inFlight) return this.#overConcurrency();
    if (!isToken) this.maxInFlight = Math.max(this.maxInFlight, this.#inFlight);
    const fault = random() < faults ? random() : 1;
    await this.#sleep(latency * (0.5 + random()));
    if (fault < 0.8) return unavailable;
    const answer = isToken ? token : this.#carryOut(method, indexOf(headers['Zuora-Track-Id'] ?? ''));
    if (fault === 1) return answer;
    await this.#sleep(timeout);
    throw unanswered(call, 'timeout');
  }

  #carryOut(method: string, index: number): Answer {
    const { look, written } = this.#options.work;
    const done = this.done[index] ?? 0;
    if (method === 'GET') return success(look(index, done > 0));
    this.done[index] = done + 1;
    return success(written);
  }

  async #overRate(counts: MinuteCounts): Promise<Answer> {
    this.throttled += 1;
    await this.#sleep(5);
    const body = { reasons: [{ code: 70, message: 'API Rate limit exceeded for the minute' }] };
    return answer(429, body, { 'ratelimit-reset': String(counts.secondsLeft) });
  }

  async #overConcurrency(): Promise<Answer> {
    this.throttled += 1;
    await this.#sleep(5);
    const body = { success: false, reasons: [{ code: 50000070, message: 'Concurrency limit exceeded' }] };
    return answer(429, body, { 'retry-after': '120' });
  }

  #sleep(milliseconds: number): Promise<void> {
    return this.#options.timeline.until(this.#options.timeline.now() + milliseconds);
  }
}

function answer(status: number, body: object, headers: Answer['headers'] = {}): Answer {
  return { status, headers, body: JSON.stringify(body) };
}

const success = (fields: object) => answer(200, { success: true, ...fields }, { 'zuora-request-id': requestId });
const requestId = '00000000-0000-4000-8000-000000000000';
const unavailable = answer(503, {});
const token = answer(200, { access_token: 'token', expires_in: 3599, scope: `entity.${home}` });
