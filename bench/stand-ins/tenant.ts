/** What the stand-in of Zuora and the messages agree on. */

/** Where all users were created. */
export const homeEntityId = '5eed0000000040008000000000000001';

/** To which access is requested: first to make a user known, then to measure. */
export const firstEntityId = '5eed0000000040008000000000000002';
export const targetEntityId = '5eed0000000040008000000000000003';

export const tokenValue = 'a4b1d0c2e4f84f6c9b0d1e2f3a4b5c6d';

/** What the benchmark tells the stand-in of Zuora. */
export interface TenantSettings {
  /** Milliseconds after which it answers. */
  readonly delay?: number;
  /** The entities that every user may enter. */
  readonly granted?: readonly string[];
  /** How many inbound connections the entity has. */
  readonly connections?: number;
}

/** The id of a connection, by its place in the list. */
export function connectionIdAt(index: number): string {
  return entityIdAt(index).replace(/^5eed/, 'c044');
}

/** The id of an entity, by a number. */
export function entityIdAt(index: number): string {
  return `5eed000000004000${(0x80000000 + index).toString(16)}00000000`;
}
