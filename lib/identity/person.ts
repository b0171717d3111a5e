/** A person as identity systems know them, in the names of SCIM 2.0: https://www.rfc-editor.org/rfc/rfc7643 */

export type Attribute = string | number | boolean | readonly string[];

/**
 * What an event says of a person: `userName`, `email`, `externalId`, `displayName`, `active`, `groups`, `department`,
 * `costCenter`, `userType` and so on, without nesting. An attribute that is absent is one that the event is silent on;
 * nothing follows from its absence.
 */
export type Person = Readonly<Record<string, Attribute>>;
