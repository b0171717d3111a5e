/** What a function says of its Zuora operation; everything else is shared. */
import type { Contract } from '../../events/contract.ts';
import type { AccessTerms } from '../access-terms.ts';
import type { Decision } from '../account/account.ts';
import type { ZuoraClient } from '../zuora/client.ts';

export interface Command extends AccessTerms {
  /** The entity that the calls are made in; left out, the only one that the OAuth client reaches. */
  readonly entityId?: string | undefined;
  readonly username?: string | undefined;
  readonly targetEntityIds?: readonly string[] | undefined;
}

/** What every operation has. */
interface OperationTraits<C extends Command> {
  /** Names the function, and the operation in ledger and log. */
  readonly name: string;
  readonly contract: Contract<C>;
}

/** An operation on entities and their connections. */
export interface EntityOperation<C extends Command> extends OperationTraits<C> {
  readonly access?: undefined;
  /** Reads Zuora's state and tells what of the command is not yet so. */
  readonly look: (zuora: ZuoraClient, command: C) => Promise<Observation>;
  /** Writes what is missing, and nothing else. */
  readonly act: (zuora: ZuoraClient, command: C, missing: readonly string[]) => Promise<{ success: true; id?: string }>;
}

export interface Observation {
  /** The ids that are not yet in the wanted state; when none is left, the work is done. */
  readonly missing: readonly string[];
  /** What Zuora calls the thing that the command is about. */
  readonly zuoraId?: string | undefined;
}

/**
 * An operation about the access of `username`: to `targetEntityIds`, else to the entity of the call. Its event says
 * something about the user's linked account, and each entity is brought to what is desired then.
 */
interface EntityAccessOperation<C extends Command> extends OperationTraits<C> {
  readonly access: 'requests' | 'approves' | 'revokes';
}

/** An operation about the access of `username` to every entity. Its event says the whole of what the policy decided. */
interface DecisionOperation<C extends Command> extends OperationTraits<C> {
  readonly access: 'decides';
  /** @param saidAt when the event was said; milliseconds since the epoch */
  readonly decisionOf: (command: C, saidAt: number) => Decision;
}

export type AccessOperation<C extends Command> = EntityAccessOperation<C> | DecisionOperation<C>;

export type Operation<C extends Command> = EntityOperation<C> | AccessOperation<C>;
