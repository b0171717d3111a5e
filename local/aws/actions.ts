/** Makes a service from its actions. */
import type * as z from 'zod';
import { AwsError } from './aws-error.ts';
import type { AwsService, Members } from './service.ts';

/** An action as a function of its caller's input. */
export type ServiceAction = (input: Members) => Members;

/**
 * An action that checks its input first.
 * @param code of the error for a wrong input
 */
export function action<Input>(
  schema: z.ZodType<Input>,
  run: (input: Input) => Members,
  code = 'InvalidParameterException',
): ServiceAction {
  return (input) => {
    const parsed = schema.safeParse(input);
    if (parsed.success) return run(parsed.data);
    const problems = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
    throw new AwsError(code, problems.join('; '));
  };
}

/** @param actions by their names at AWS */
export function serviceOf(
  name: string,
  actions: Readonly<Record<string, ServiceAction>>,
  close: () => void | Promise<void> = () => {},
): AwsService {
  return {
    name,
    actions: Object.keys(actions),
    async call(asked, input) {
      const run = actions[asked];
      if (run === undefined) throw new TypeError(`not an action of ${name}: ${asked}`);
      return run(input);
    },
    async close() {
      await close();
    },
  };
}
