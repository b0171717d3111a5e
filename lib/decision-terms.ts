/** What the policy decided about a person as a whole: fields of the event's contract. */
export interface DecisionTerms {
  readonly personId: string;
  readonly generation: number;
  readonly revision: number;
  readonly isSuspended: boolean;
  readonly hasLeft: boolean;
  readonly mayHaveLeft?: boolean | undefined;
  /** RFC 3339. */
  readonly leftAt?: string | undefined;
  readonly ruleAssignments: readonly RuleTerms[];
  readonly denials: readonly RuleTerms[];
  readonly ended?: readonly RuleTerms[] | undefined;
  readonly otherLogins?: readonly OtherLoginTerms[] | undefined;
}

/** As far as an event has them. */
export type KnownDecisionTerms = { readonly [Field in keyof DecisionTerms]?: DecisionTerms[Field] | undefined };

/** Another login of the same Zuora user. */
export interface OtherLoginTerms {
  readonly login: string;
  readonly generation: number;
  /** RFC 3339. */
  readonly leftAt?: string | undefined;
}

interface RuleTerms {
  readonly entityId: string;
  /** The ids of the rules. */
  readonly rules: readonly string[];
  /** When the access ends that they grant; RFC 3339. */
  readonly expiresAt?: string | undefined;
}
