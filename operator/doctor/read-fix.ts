/** What to do when a read of AWS fails. */
import { isDenied } from '../errors.ts';
import { networkFailureOf } from '../network-failure.ts';

/** @param actions IAM actions that the read needs */
export function readFix(...actions: string[]): (error: unknown) => string {
  return (error) => {
    if (isDenied(error)) return `Allow the operator ${actions.join(', ')}.`;
    return (
      networkFailureOf(error, 'AWS')?.advice ?? 'Run this again. If it fails again, follow the error message of AWS.'
    );
  };
}
