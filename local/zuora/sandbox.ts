/** A running sandbox, and a request to it. */
import type { RequestTrace } from './answers.ts';
import type { Faults } from './faults.ts';
import type { SandboxSettings } from './settings.ts';
import type { SandboxStore } from './store.ts';

export interface Sandbox {
  readonly store: SandboxStore;
  readonly faults: Faults;
  /** Replaced as a whole when somebody changes a setting. */
  settings: SandboxSettings;
  /** Without a slash at the end. */
  readonly baseUrl: string;
  /** 32 random hexadecimal digits, different every time. */
  readonly newId: () => string;
  /** Rejects if the sandbox closes meanwhile. */
  readonly sleep: (ms: number) => Promise<void>;
  /** Aborted when the sandbox starts to close. */
  readonly closing: AbortSignal;
}

/** A request that has been read in full. */
export interface ZuoraRequest {
  readonly method: string;
  /** Path and query as received, neither decoded nor normalised. */
  readonly target: string;
  readonly path: string;
  readonly query: URLSearchParams;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** The client's address. */
  readonly address: string;
  readonly trace: RequestTrace;
  /** Records the OAuth client of the request. */
  readonly identify: (clientId: string) => void;
}
