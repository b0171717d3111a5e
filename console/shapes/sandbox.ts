/** What the page Sandbox gets and sends. */

export interface SandboxUser {
  readonly username: string;
  readonly status: string;
  readonly home: string;
  /** By name. */
  readonly access: readonly NamedId[];
  readonly pending: readonly NamedId[];
}

interface NamedId {
  readonly id: string;
  readonly name: string;
}

interface SandboxConnection {
  readonly id: string;
  readonly source: string;
  readonly target: string;
  readonly status: string;
}

export interface SandboxCall {
  /** RFC 3339. */
  readonly time: string;
  readonly method: string;
  readonly path: string;
  /** Undefined while in progress, and if no answer was sent. */
  readonly status?: number | undefined;
  readonly isSuccess: boolean;
  readonly durationMs?: number | undefined;
}

export interface SandboxState {
  readonly users: readonly SandboxUser[];
  readonly connections: readonly SandboxConnection[];
  /** The newest first. */
  readonly calls: readonly SandboxCall[];
}

/** The faults that one click plants, by name. */
export const faultNames = ['server-error', 'rate-limit', 'slow', 'reset', 'lost-answer'] as const;

export type FaultName = (typeof faultNames)[number];

/** What an administrator of the entity does about a user's access. */
export interface AccessChange {
  readonly username: string;
  readonly entityId: string;
  readonly deed: 'grant' | 'deny' | 'remove';
}
