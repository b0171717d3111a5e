/** The options that commands share. */
import { type Command, InvalidArgumentError, Option } from 'commander';
import { UsageError } from '../../operator/errors.ts';
import { parseSaid, type Said } from '../arguments/person-attribute.ts';

export function withStage(command: Command): Command {
  return command.addOption(
    new Option('--stage <stage>', 'the stage (default: local, if AWS is on this machine)').env('ZUORA_ACCESS_STAGE'),
  );
}

export function withPerson(command: Command): Command {
  const parse = argument(parseSaid);
  const collect = (text: string, previous: readonly Said[]) => [...previous, parse(text)];
  return command.addOption(
    new Option('--person <attribute=value>', 'say so of the person; repeated for a list')
      .argParser(collect)
      .default([], 'nothing'),
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
