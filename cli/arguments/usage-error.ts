/** The command line, or the environment, is wrong. The exit code is 2. */
import { OperatorError } from '../../operator/errors.ts';

export class UsageError extends OperatorError {}
