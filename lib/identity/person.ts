/** A person with the attribute names of SCIM 2.0: https://www.rfc-editor.org/rfc/rfc7643 */

export type Attribute = string | number | boolean | readonly string[];

/** Stands for a value in a form that the service cannot read. It is not silence: a decision that needs it is refused. */
export const unreadable = Symbol('unreadable');

/** Stands for a value that the event removes: the person is known to have none. */
export const cleared = Symbol('cleared');

/**
 * The attributes of a person in one event: `userName`, `email`, `externalId`, `displayName`, `active`, `groups`,
 * `department`, `costCenter`, `userType` and so on, without nesting. An absent attribute is unknown: the event does not
 * mention it, and nothing follows from its absence.
 */
export type Person = Readonly<Record<string, Attribute | typeof unreadable | typeof cleared>>;
