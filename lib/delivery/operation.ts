/** What a function says of its Zuora operation; everything else is shared. */
import type { Contract } from '../../events/contract.ts';
import type { Spelling } from '../login.ts';
import type { ZuoraClient } from '../zuora/client.ts';
import type { RefusalTraits } from './retry-decision.ts';

export interface Command {
  /** The entity that the calls are made in; left out, the only one that the OAuth client reaches. */
  readonly entityId?: string | undefined;
  readonly username?: string | undefined;
  readonly targetEntityIds?: readonly string[] | undefined;
}

export interface Operation<C extends Command> extends RefusalTraits {
  /** Names the function, and the operation in ledger and log. */
  readonly name: string;
  readonly contract: Contract<C>;
  /**
   * Whether the operation grants `username` access or revokes it: to `targetEntityIds`, else to the entity of the call.
   * The newest of such events counts. The order of their arrival does not.
   */
  readonly access?: 'grants' | 'revokes';
  /**
   * Reads Zuora's state and tells what of the command is not yet so.
   *
   * @param known the spelling by which Zuora knew the user last
   */
  readonly look: (zuora: ZuoraClient, command: C, known?: Spelling) => Promise<Observation>;
  /** Writes what is missing, and nothing else. */
  readonly act: (zuora: ZuoraClient, command: C, missing: readonly string[]) => Promise<{ success: true; id?: string }>;
}

export interface Observation {
  /** The ids that are not yet in the wanted state; when none is left, the work is done. */
  readonly missing: readonly string[];
  /** The spelling of the command's login that Zuora knows, for the calls that act. */
  readonly username?: string;
  /** Set where no entity knows the user, under any spelling of the login. */
  readonly isUnknownUser?: boolean;
  /** What Zuora calls the thing that the command is about. */
  readonly zuoraId?: string | undefined;
}
