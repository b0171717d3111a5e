/** The interface of a source of identity events. */
import type { Json } from '../json.ts';
import type { Reading } from './reading.ts';
import type { EventContext } from './transport.ts';

export interface Source {
  /** Events are counted under this name, and their ids are unique within it. */
  readonly name: string;
  /** Whether its changes may have an effective date. What it says of a person is then remembered in the ledger. */
  readonly announcesChanges?: true;
  /** Whether the source sends events of this form. A malformed event of the source is recognised too: `read` refuses it. */
  recognises(event: Json, context: EventContext): boolean;
  /**
   * @returns one reading for each change of a person; an empty list counts as `ignored`
   * @throws BadEvent if an event of a known type differs from the source's documentation
   */
  read(event: Json, context: EventContext): readonly Reading[];
}
