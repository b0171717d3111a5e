/**
 * Which events are an operation's, as EventBridge and SNS say it.
 */

/**
 * The type itself, or the type behind a company's own reverse-DNS prefix: as the function matches it.
 *
 * @param {string} type
 */
export function ofType(type) {
  return [type, { suffix: `.${type}` }];
}
