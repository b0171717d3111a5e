/** The events about a known person, and what is decided about them. */
import { said } from './said.ts';
import type { DeliveryOptions, Translation } from './translation.ts';

export const ada = { id: 'u-1', userName: 'ada@example.com' };
export const inBilling = { ...ada, department: 'Billing' };

/** The entities that the rules of the fixtures give to Billing. */
export const billing = ['france', 'germany'];

/** @param current the translation of the test */
export function knownPeople(current: () => Translation) {
  /** An event of the plain form, a minute after the one before. */
  function says(type: string, about: object, others: object = {}) {
    return said(current().clock, type, { user: about, ...others });
  }

  /** @returns the outcome of the last delivery */
  async function deliverUntilDone(event: object, options: DeliveryOptions = {}): Promise<string> {
    for (let delivery = 0; delivery < 5; delivery++) {
      const [outcome = ''] = await current().deliver(event, options);
      if (!outcome.startsWith('retry')) return outcome;
    }
    throw new Error(`the message stays on its queue: ${current().lines.at(-1)}`);
  }

  return {
    says,
    joins: (about: object) => says('user.joined', about),
    changes: (about: object) => says('user.changed', about),
    leaves: (about: object) => says('user.left', about),
    isAddedTo: (about: object, group: string) => says('group.member-added', about, { group }),
    deliverUntilDone,
    /** Takes the decisions off their queue: the login, and the entities that the person is to have. */
    decided: async () =>
      (await current().decided()).map(({ username, assignments }) => [username, ...assignments].join(' ')),
  };
}
