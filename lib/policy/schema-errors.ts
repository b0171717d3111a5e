/** Describes what a part of a policy must be, in the policy's own words. */

/** A missing value keeps the message "is missing". */
export function mustBe(words: string) {
  return { error: ({ input }: { input?: unknown }) => (input === undefined ? undefined : `must be ${words}`) };
}
