/** What is asked of a source of identity events. */
import type { Json } from '../json.ts';
import type { Reading } from './reading.ts';
import type { Context } from './transport.ts';

export interface Source {
  /** Under which its events are counted, and their ids are unique. */
  readonly name: string;
  /** Whether the source sends events of this form; only that, since a known event that is malformed is told apart. */
  recognises(event: Json, context: Context): boolean;
  /**
   * @returns one reading for each thing that happened to a person; none is `ignored`
   * @throws BadEvent when the event is of a known type, and not as the source documents it
   */
  read(event: Json, context: Context): readonly Reading[];
}
