/** The access policy of the soak: who gets access to which of the offices, by what identity events say. */
import { home, offices } from './tenant.ts';

/** A group of people, who are recognised by its name or by their department's. */
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

/** Somebody of this type has no business in any office. */
export const excludedUserType = 'contractor';

/** As `policy.yml`: JSON is YAML. */
export const policyFile = JSON.stringify({
  version: 1,
  username: 'userName',
  entities: { home, ...Object.fromEntries([...nameOf].map(([id, name]) => [name, id])) },
  homeEntity: 'home',
  rules: [
    ...teams.flatMap(({ name, offices }) => {
      const grant = offices.flatMap((id) => nameOf.get(id) ?? []);
      return [
        { id: `${name}-group`, when: { groups: [name] }, grant },
        { id: `${name}-department`, when: { department: [name] }, grant },
      ];
    }),
    { id: 'excluded', when: { userType: [excludedUserType] }, deny: [...nameOf.values()] },
  ],
  on: { left: 'revoke', groupRemoved: 'revoke', ruleNoLongerMatches: 'revoke' },
});
