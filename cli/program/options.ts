/** The options that commands share. */
import { type Command, InvalidArgumentError, Option } from 'commander';
import { UsageError } from '../problem.ts';

export function withStage(command: Command): Command {
  return command.addOption(
    new Option('--stage <stage>', 'the stage (default: local, if AWS is on this machine)').env('ZUORA_ACCESS_STAGE'),
  );
}

/** Makes of a reader of text one of an argument: what it cannot read is said of the option or argument by name. */
export function argument<Value>(parse: (text: string) => Value): (text: string) => Value {
  return (text) => {
    try {
      return parse(text);
    } catch (error) {
      throw error instanceof UsageError ? new InvalidArgumentError(error.message) : error;
    }
  };
}
