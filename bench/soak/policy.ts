/** The access policy of the soak. It gives people access to offices by their identity events. */
import { approvedOffice, home, offices } from '../../local/zuora/large-tenant.ts';

/** A group of people. A group or a department of its name makes a person a member. */
export interface Team {
  readonly name: string;
  readonly offices: readonly string[];
}

const nameOf = new Map(offices.map((id, index) => [id, `office-${index}`]));

/** Each with two offices, or with one. */
export const teams: readonly Team[] = offices.map((_, index) => ({
  name: `team-${index}`,
  offices: offices.slice(index, index + 2),
}));

/** Nobody joins or leaves it but by one mistake. */
export const mistakenTeam: Team = { name: 'mistaken', offices: offices.slice(0, 1) };

/** People of this type may not enter any office. */
export const excludedUserType = 'contractor';

/** As `policy.yml`: JSON is YAML. */
export const policyFile = JSON.stringify({
  version: 1,
  username: 'userName',
  entities: { home, ...Object.fromEntries([...nameOf].map(([id, name]) => [name, id])) },
  homeEntity: 'home',
  approve: { [nameOf.get(approvedOffice) ?? '']: 'automatic' },
  rules: [
    ...[...teams, mistakenTeam].flatMap(({ name, offices }) => {
      const grant = offices.flatMap((id) => nameOf.get(id) ?? []);
      return [
        { id: `${name}-group`, when: { groups: [name] }, grant },
        { id: `${name}-department`, when: { department: [name] }, grant },
      ];
    }),
    { id: 'excluded', when: { userType: [excludedUserType] }, deny: [...nameOf.values()], unknown: 'grant' },
  ],
  on: { left: 'revoke', groupRemoved: 'revoke', ruleNoLongerMatches: 'revoke' },
  grace: 'P0D',
  // An operator announces the hundreds who leave in a minute.
  safeguard: { grants: { people: 1_000_000 } },
});
