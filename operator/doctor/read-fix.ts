/** What to do when AWS does not allow a read. */

/** @param actions IAM actions that the read needs */
export function readFix(...actions: string[]): (error: unknown) => string {
  return (error) =>
    error instanceof Error && error.name.startsWith('AccessDenied')
      ? `Allow the operator ${actions.join(', ')}.`
      : 'Run this again. If it fails again, follow the error message of AWS.';
}
