/** Which events are an operation's, as EventBridge and SNS say it. */

/** The type itself, or the type behind a company's own reverse-DNS prefix: as the function matches it. */
export function ofType(type: string): readonly (string | { readonly suffix: string })[] {
  return [type, { suffix: `.${type}` }];
}
