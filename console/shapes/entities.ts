/** What the page Entities gets and sends. */

export interface EntitySummary {
  readonly id: string;
  readonly name: string;
  readonly isHome: boolean;
  /** Numbers of people. Those whom nothing explains are among those with access. */
  readonly access: number;
  readonly unmanaged: number;
  readonly pending: number;
  /** When the oldest pending request was sent; milliseconds since the epoch. */
  readonly oldestRequest?: number | undefined;
  /**
   * Whether the secret has a client of its own for the entity, so that the service may approve there. Undefined if the secret
   * could not be read.
   */
  readonly hasClient?: boolean | undefined;
}

export interface EntityOverview {
  readonly entities: readonly EntitySummary[];
  /** Why the secret could not be read; undefined if it could. */
  readonly unreadSecret?: string | undefined;
}

interface EntityPerson {
  readonly login: string;
  /** The id of the person who has the login now; undefined if no source told of them. */
  readonly person?: string | undefined;
  readonly answer: 'yes' | 'no' | 'pending';
  readonly state: string;
  readonly why: string;
  /** RFC 3339. */
  readonly since?: string | undefined;
  readonly requestedAt?: string | undefined;
  readonly askedBy: readonly string[];
}

export interface EntityPeople {
  readonly people: readonly EntityPerson[];
}

/** What Zuora says of the OAuth clients. */
export interface EntityClients {
  readonly entities: readonly {
    readonly id: string;
    readonly name: string;
    readonly zuoraName?: string | undefined;
    /** The clients whose token reaches it. */
    readonly reachedBy: readonly string[];
    /** The client that the service uses there. */
    readonly usedClient: string;
  }[];
  readonly problems: readonly string[];
}

/** What Zuora says of the connections between entities. */
export interface EntityConnections {
  readonly connections: readonly {
    readonly id: string;
    readonly source: string;
    readonly target: string;
    readonly status: string;
  }[];
  readonly problems: readonly string[];
}

export interface ApproveRequest {
  readonly login: string;
  /** The id of the person whom the page showed; undefined if no source told of them. */
  readonly person?: string | undefined;
  readonly entityId: string;
  readonly reason: string;
}
