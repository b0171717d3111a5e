/**
 * AWS's prices in us-east-1, in US dollars, without free tiers, as of November 2026. AWS's pages are the source; they need a
 * browser, so the figures were compared with published reports of 2024 to 2026. Check them before you decide.
 */
/** Of one. */
export const prices = {
  /** https://aws.amazon.com/dynamodb/pricing/on-demand/ */
  writeUnit: 0.625e-6,
  /** https://aws.amazon.com/sqs/pricing/ */
  sqsRequest: 0.4e-6,
  /** https://aws.amazon.com/lambda/pricing/: arm64 */
  invocation: 0.2e-6,
  gigabyteSecond: 0.0000133334,
  /** https://aws.amazon.com/secrets-manager/pricing/ */
  secretRead: 0.05e-4,
  /** https://aws.amazon.com/cloudwatch/pricing/: written to a log group */
  logByte: 0.5e-9,
} as const;
