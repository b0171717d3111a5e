/** Lets functions send to their own queues: Lambda drops a message that led to about 16 invocations of one function. */
import type { TemplatePart } from './cloudformation.ts';
import type { Configuration } from './configuration.ts';
import { operationId } from './names.ts';
import { isPersonLook, isTranslation } from './operation.ts';
import { readService } from './service.ts';

/**
 * A walk over the table of people goes on by messages to its own function, and translation wakes itself until a date.
 * https://docs.aws.amazon.com/lambda/latest/dg/invocation-recursion.html
 */
export async function resources(configuration: Configuration): Promise<TemplatePart> {
  const { operations } = await readService(configuration);
  const wakingThemselves = Object.entries(operations).filter(
    ([, operation]) => isPersonLook(operation) || isTranslation(operation),
  );
  return {
    extensions: Object.fromEntries(
      wakingThemselves.map(([name]) => [
        operationId(name, 'LambdaFunction'),
        { Properties: { RecursiveLoop: 'Allow' } },
      ]),
    ),
  };
}
