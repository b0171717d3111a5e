/** A tenant of Zuora: the sandbox's own state machine, called in this process and in virtual time. */
import type { Answer } from '../../../lib/zuora/failure.ts';
import type { Fault } from '../../../local/zuora/faults.ts';
import { createFaults } from '../../../local/zuora/faults.ts';
import { createGateway, type Gateway } from '../../../local/zuora/gateway.ts';
import { settingsSchema } from '../../../local/zuora/settings.ts';
import type { StateChange } from '../../../local/zuora/state.ts';
import { openStore, type SandboxStore } from '../../../local/zuora/store.ts';
import type { Timeline } from '../../../models/timeline.ts';
import type { Fate } from './fates.ts';
import type { ZuoraCall } from './trace.ts';

interface Options {
  readonly host: string;
  readonly timeline: Timeline;
  readonly uuid: () => string;
  readonly repeatedAccessRequest: 'success' | 'business-rule';
  readonly loginNames: 'exact' | 'folded';
}

export class ZuoraTenant {
  readonly host: string;
  readonly #store: SandboxStore;
  readonly #gateway: Gateway;
  readonly #uuid: () => string;
  readonly #now: () => number;

  constructor({ host, timeline, uuid, repeatedAccessRequest, loginNames }: Options) {
    this.host = host;
    this.#uuid = uuid;
    this.#now = timeline.now;
    this.#store = openStore(timeline.now);
    this.#gateway = createGateway({
      store: this.#store,
      faults: createFaults(() => 0),
      settings: settingsSchema.parse({ repeatedAccessRequest, loginNames }),
      baseUrl: `https://${host}`,
      newId: () => uuid().replaceAll('-', ''),
      sleep: (milliseconds) => timeline.until(timeline.now() + milliseconds),
      closing: new AbortController().signal,
    });
  }

  get state(): SandboxStore['state'] {
    return this.#store.state;
  }

  /** Cannot be recalled. */
  async answer(call: ZuoraCall, fate: Fate): Promise<{ answer: Answer; changes: StateChange[] }> {
    const { method, url, body } = call;
    const headers = lowerCase(call.headers);
    const requestId = this.#uuid();
    const answer = await this.#gateway(
      {
        ...{ method, headers, body, target: url.pathname + url.search, path: url.pathname, query: url.searchParams },
        ...{ address: '192.0.2.1', trace: { requestId, processId: requestId }, identify: () => {} },
      },
      faultOf(fate, headers['authorization'] ?? ''),
    );
    const own = this.#store.changes.filter(({ cause }) => cause?.requestId === requestId);
    return { answer: read(answer), changes: own.map(({ change }) => change) };
  }

  /** Changes something behind the service's back. */
  change(change: StateChange): void {
    this.#store.commit([{ type: 'change', time: new Date(this.#now()).toISOString(), cause: null, change }]);
  }

  /** Takes back every token that it has issued. */
  expireTokens(): void {
    this.#store.commit([...this.#store.tokens.values()].map((token) => ({ ...token, expiresAt: this.#now() })));
  }
}

function faultOf(fate: Fate, authorization: string): Fault | null {
  if (fate.kind === 'takes long') return { kind: 'delay', delayMs: fate.milliseconds };
  if (fate.kind !== 'is refused') return null;
  const { status, headers = {}, body } = fate;
  return { kind: 'answer', answer: { status, headers, body: body.replace('{token}', authorization) } };
}

function read({ status, headers, body }: Awaited<ReturnType<Gateway>>): Answer {
  return { status, headers: lowerCase(headers), body: typeof body === 'string' ? body : JSON.stringify(body) };
}

function lowerCase(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}
