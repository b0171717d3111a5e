/** The secret in Secrets Manager, and the OAuth clients that it should match at Zuora. */
import { seedClient, seedEntity } from '../../../local/zuora/seed.ts';
import type { ZuoraTenant } from './zuora-tenant.ts';

const clients = { [seedEntity.france]: seedClient.subsidiaries, [seedEntity.japan]: seedClient.subsidiaries };

export class OAuthSecret {
  value = '';
  versionId = '';
  readonly #tenants: readonly [ZuoraTenant, ZuoraTenant];
  readonly #uuid: () => string;
  readonly #known: Set<string>;
  #tenant: ZuoraTenant;

  /** @param known every client secret that ever was */
  constructor(tenants: readonly [ZuoraTenant, ZuoraTenant], uuid: () => string, known: Set<string>) {
    this.#tenants = tenants;
    this.#tenant = tenants[0];
    this.#uuid = uuid;
    this.#known = known;
    for (const tenant of tenants) this.#renewClients(tenant);
    this.store();
  }

  /** Zuora knows new client secrets from now on, and the old ones no more. */
  rotateAtZuora(): void {
    this.#renewClients(this.#tenant);
  }

  /** Puts what Zuora knows into Secrets Manager. */
  store(): void {
    const { host, state } = this.#tenant;
    const credentials = (id: string) => ({ clientId: id, clientSecret: state.clients.get(id)?.secret });
    this.#put(
      JSON.stringify({
        baseUrl: `https://${host}`,
        ...credentials(seedClient.service.id),
        entities: Object.fromEntries(Object.entries(clients).map(([entity, { id }]) => [entity, credentials(id)])),
      }),
    );
  }

  /** Has the service work in the other tenant from now on. */
  moveToOtherTenant(): void {
    const [first, second] = this.#tenants;
    this.#tenant = this.#tenant === first ? second : first;
    this.store();
  }

  /** Puts something into Secrets Manager that does not fit. */
  spoil(): void {
    this.#put('{"clientId":');
  }

  #put(value: string): void {
    this.value = value;
    this.versionId = this.#uuid();
  }

  #renewClients(tenant: ZuoraTenant): void {
    for (const client of [seedClient.service, seedClient.subsidiaries]) {
      const secret = `secret-${this.#uuid()}`.slice(0, 42);
      this.#known.add(secret);
      tenant.change({ type: 'client-added', client: { ...client, secret } });
    }
  }
}
