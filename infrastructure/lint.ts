/** Exempts the functions from rules of cfn-lint, by metadata in the template. */
import type { TemplatePart } from './cloudformation.ts';
import type { Configuration } from './configuration.ts';
import { operationId } from './names.ts';

/** The framework lists a function's role under `DependsOn`, though the reference to its ARN implies that. */
const redundantDependency = 'W3005';

/** Stage `local` sets variables for credentials, for `serverless invoke local`. Lambda itself would refuse them. */
const reservedVariable = 'E3663';

export async function resources({ resolveVariable }: Configuration): Promise<TemplatePart> {
  const [operations, stage] = await Promise.all([
    resolveVariable('self:custom.operations'),
    resolveVariable('sls:stage'),
  ]);
  const ignore_checks = stage === 'local' ? [redundantDependency, reservedVariable] : [redundantDependency];
  return {
    extensions: Object.fromEntries(
      Object.keys(operations).map((name) => [
        operationId(name, 'LambdaFunction'),
        { Metadata: { 'cfn-lint': { config: { ignore_checks } } } },
      ]),
    ),
  };
}
