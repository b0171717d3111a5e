/** The administration of the Zuora sandbox. */
import { randomBytes } from 'node:crypto';
import type { Tenant, TenantClient, TenantUser } from './large-tenant.ts';

/** Longer than the lifetime of a token, in milliseconds. */
const pastTokenLifetime = 3_600_000;

export class SandboxAdmin {
  readonly #url: string;

  /** @param url of the sandbox, without a slash at its end */
  constructor(url: string) {
    this.#url = url;
  }

  async prepare({ entities, connections, clients }: Tenant): Promise<void> {
    await this.#post('entities', { entities });
    await this.#post('connections', { connections });
    await this.addClient(clients.first);
    await this.addClient(clients.ofOffice);
  }

  async addClient(client: TenantClient): Promise<void> {
    await this.#post('clients', { clients: [client] });
  }

  /** From now on Zuora rejects the client's secret and its tokens. */
  async rejectClient(client: TenantClient): Promise<void> {
    await this.addClient({ ...client, secret: randomBytes(20).toString('hex') });
    await this.#post('clock', { advanceMs: pastTokenLifetime });
  }

  async addUsers(users: readonly TenantUser[]): Promise<void> {
    if (users.length > 0) await this.#post('users', { users });
  }

  /** Plants faults in this order. If two match a call, the first one strikes. */
  async plant(faults: readonly { readonly plan: object }[]): Promise<void> {
    for (const { plan } of faults) await this.#post('faults', plan);
  }

  async #post(path: string, body: object): Promise<void> {
    const response = await fetch(`${this.#url}/_sandbox/${path}`, { method: 'POST', body: JSON.stringify(body) });
    const answer = await response.text();
    if (!response.ok) throw new Error(`The sandbox refused ${path}: ${response.status} ${answer}`);
  }
}
