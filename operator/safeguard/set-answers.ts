/** Writes what an operator says of the sets of people who wait. */
import type { Update } from '../../lib/ledger/ledger-table.ts';
import { causeIdOf } from '../../lib/safeguard/cause.ts';
import type { NamedSet } from '../../lib/safeguard/quarantine-sets.ts';
import { anyItem, counterOf, openSetsIdentity, setIdentity } from '../../lib/safeguard/safeguard-item.ts';
import type { SafeguardItems } from '../../lib/safeguard/safeguard-items.ts';

export class SetAnswers {
  readonly #items: SafeguardItems;
  readonly #now: () => number;

  constructor(items: SafeguardItems, now: () => number) {
    this.#items = items;
    this.#now = now;
  }

  /**
   * Says what becomes of a set. It is closed first: nobody comes to it whom the operator has not seen.
   *
   * @param by who says so
   * @returns false if it was said before; a kept set can still be released
   */
  async answer(set: NamedSet, state: 'released' | 'kept', by: string): Promise<boolean> {
    await this.#close(set);
    return this.#say(set, {
      anyOf: ['attribute_not_exists(#state)', ...(state === 'released' ? ['#state = :kept'] : [])],
      set: { state, by },
      operands: state === 'released' ? { kept: 'kept' } : {},
    });
  }

  /** Lets some people of a set go. The others wait on. */
  async releasePeople(set: NamedSet, people: readonly string[], by: string): Promise<void> {
    await this.#say(set, {
      anyOf: anyItem,
      set: { releasedBy: by },
      also: '#released = list_append(if_not_exists(#released, :none), :people)',
      operands: { none: [], people },
    });
  }

  async #say({ set, cause, direction }: NamedSet, said: Pick<Update, 'anyOf' | 'set' | 'also' | 'operands'>) {
    const at = new Date(this.#now()).toISOString();
    return this.#items.write({
      ...{ ...said, identity: setIdentity(set), set: { ...said.set, cause, direction, at } },
      keepUntil: Infinity,
    });
  }

  async #close({ set, cause, direction }: NamedSet): Promise<void> {
    const field = counterOf(direction, causeIdOf(cause));
    await this.#items.write({
      ...{ identity: openSetsIdentity, anyOf: [`#${field}.#set = :set`], operands: { set } },
      ...{ set: { [field]: undefined }, keepUntil: Infinity },
    });
  }
}
