/** The stage that a command works on. */
import { loopbackEndpoint, requireScheme } from '../../operator/aws-access.ts';
import { UsageError } from './usage-error.ts';

/**
 * @param chosen by option or environment
 * @throws UsageError, or OperatorError for an AWS_ENDPOINT_URL without a scheme
 */
export function chooseStage(chosen: string | undefined, env: NodeJS.ProcessEnv): string {
  if (chosen) return chosen;
  requireScheme(env);
  if (loopbackEndpoint(env) !== undefined) return 'local';
  throw new UsageError(
    'Which stage? Give --stage or set ZUORA_ACCESS_STAGE. For the local stack set AWS_ENDPOINT_URL=http://127.0.0.1:4566.',
  );
}
