/** The thresholds of people that hold where the policy says nothing. */

export const defaultThresholds = {
  revocations: { people: 10, percent: 5, percentADay: 10 },
  grants: { people: 50, percent: 20 },
} as const;
