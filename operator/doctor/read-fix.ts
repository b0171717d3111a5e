/** What to do when AWS does not let something be read. */

/** @param actions of IAM that the read takes */
export function mendOf(...actions: string[]): (error: unknown) => string {
  return (error) =>
    error instanceof Error && error.name.startsWith('AccessDenied')
      ? `Allow the operator ${actions.join(', ')}.`
      : 'Run this again; if it stays so, see what AWS says of it.';
}
