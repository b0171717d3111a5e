/** Patterns of EventBridge and SNS for event types. */

/** Matches what a function accepts: the type itself, or the type after a company's own reverse-DNS prefix. */
export function ofType(type: string): readonly (string | { readonly suffix: string })[] {
  return [type, { suffix: `.${type}` }];
}
