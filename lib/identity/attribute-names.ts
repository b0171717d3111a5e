/** The names of a person's attributes: SCIM's own, and the other ones that sources use. */

/**
 * Other names for SCIM's attributes, in lower case without blanks, hyphens and underscores. In one layer, the
 * attribute's own name wins over an alias, and an earlier alias over a later one.
 */
const aliases: Readonly<Record<string, readonly string[]>> = {
  id: [],
  userName: ['login'],
  externalId: [],
  displayName: ['fullname', 'formatted', 'name'],
  givenName: ['firstname'],
  familyName: ['lastname', 'surname'],
  email: ['mail', 'emailaddress', 'workemail', 'primaryemail', 'primaryworkemail'],
  active: [],
  title: ['jobtitle'],
  userType: ['employeetype', 'workertype'],
  employeeNumber: ['employeeid', 'workerid'],
  department: ['departmentname'],
  division: ['divisionname'],
  costCenter: ['costcentername'],
  organization: [],
  country: ['countrycode'],
  region: [],
  locality: [],
};

export const aliasNames = new Map(
  Object.entries(aliases).flatMap(([name, others]) => others.map((other) => [other, name])),
);
export const aliasRanks = new Map([...aliasNames.keys()].map((alias, rank) => [alias, rank]));

/** No policy needs these: secrets, and names that describe the payload instead of the person. */
export const unreadNames =
  /passw|passphrase|passcode|pwd|secret|token|credential|clientstate|apikey|privatekey|cookie|session|assertion|callback|hash|salt|certificate|socialsecurity|^(otp|pin|ssn|schemas|meta|ref|proto|picture|avatar|profileurl|photo)$/;

/** The attributes of SCIM's enterprise extension: https://www.rfc-editor.org/rfc/rfc7643#section-4.3 */
export const enterpriseAttributes: readonly string[] = [
  'employeeNumber',
  'costCenter',
  'organization',
  'division',
  'department',
  'manager',
];

/** Attributes with several values, each a text or an object with a name and an id. */
export const collectionAttributes: readonly string[] = ['groups', 'roles', 'entitlements'];

/** The attributes of which a person has several values. */
export const listAttributes: readonly string[] = [...collectionAttributes, 'emails'];

/** SCIM's attribute names, under which a person's attributes are stored. */
export const knownAttributes: readonly string[] = [...Object.keys(aliases), ...listAttributes, 'manager'];

/** Of every attribute that is read, by its name without case. */
export const ownNames = new Map([...knownAttributes, 'addresses'].map((name) => [attributeKey(name), name]));

/** SCIM's spelling of the name of an attribute that is read; undefined for any other name. */
export function scimName(written: string): string | undefined {
  return ownNames.get(attributeKey(written));
}

/** Equal for all spellings of a name: case, blanks, hyphens and underscores do not matter. */
export function attributeKey(name: string): string {
  return name.replaceAll(/[^a-z0-9]/gi, '').toLowerCase();
}
